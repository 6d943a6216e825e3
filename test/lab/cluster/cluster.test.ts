import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabCluster, obstacleToCluster } from './lab-cluster.ts';

const obstacle = obstacleToCluster();
if (obstacle !== null) console.warn(`The lab of three hosts is not run here: ${obstacle}`);

describe.skipIf(obstacle !== null)('a cluster of three hosts', () => {
  let lab: LabCluster;
  beforeAll(async () => {
    lab = await LabCluster.create();
    await lab.configure();
  }, 180_000);
  afterAll(() => lab?.destroy());

  it('runs its services, each address on one host', async () => {
    expect(lab.probe.owner('10.78.0.50')).toBe((await lab.where('web-server'))[0]);
    expect(lab.probe.owner('10.78.0.51')).toBe((await lab.where('database-server'))[0]);
    expect(lab.probe.doubleAnswers).toEqual([]);
  });
});
