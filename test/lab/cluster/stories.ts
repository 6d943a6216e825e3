import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { LabCluster, type MoreServices, obstacleToCluster } from './lab-cluster.ts';

/** A story that takes longer has failed; each of its waits has a deadline of its own. */
export const STORY_MS = 600_000;
/** Building a cluster, and bringing it back to health, on a machine that does much else. */
const SET_UP_MS = 400_000;

/**
 * Stories of one cluster. Each begins in health, whatever the one before did, and ends with the verdict of those who look
 * on: no service address was ever answered for by two hosts, no data were open on two.
 */
export function stories(name: string, tell: (lab: () => LabCluster) => void, more?: MoreServices): void {
  const obstacle = obstacleToCluster(more);
  if (obstacle !== null) console.warn(`${name}: not run on this machine, ${obstacle}`);
  describe.skipIf(obstacle !== null)(name, () => {
    let lab: LabCluster | null = null;
    const current = (): LabCluster => {
      if (lab === null) throw new Error('the cluster could not be built');
      return lab;
    };
    beforeAll(async () => {
      lab = await LabCluster.create(more);
      await lab.configure();
    }, SET_UP_MS);
    let isConfigured = true;
    beforeEach(async () => {
      await current().healthy();
      if (isConfigured) return;
      await current().restoreConfiguration();
      await current().settles();
      isConfigured = true;
    }, SET_UP_MS);
    afterEach(({ task }) => {
      // A story that broke off may have left the configuration changed.
      if (task.result?.state === 'fail') isConfigured = false;
      expect(current().probe.doubleAnswers).toEqual([]);
      expect(current().data.doubleUses).toEqual([]);
    });
    afterAll(async () => {
      if (lab === null) return;
      await lab.destroy();
      if (process.env.HAWSER_LAB_TIMES !== undefined) {
        for (const [what, { ms, before, after }] of lab.outages) {
          console.log(`${what}: no answer for ${ms} ms, ${before} before, ${after} after`);
        }
      }
      const { everyMs, webProbes } = lab.probe.effort;
      // The proof is worth no more than the probe was diligent.
      expect(webProbes).toBeGreaterThan(100);
      expect(lab.data.uses).toBeGreaterThan(50);
      expect(everyMs).toBeLessThan(50);
    }, SET_UP_MS);
    tell(current);
  });
}
