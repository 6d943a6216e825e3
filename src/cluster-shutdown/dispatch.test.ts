import { describe, expect, it } from 'vitest';
import type { ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import { ACTION_NAMES, dispatchAction } from './dispatch.ts';
import type { ClusterShutdown } from './job.ts';
import { alreadyUnderWay } from './problem.ts';
import { refusalKind } from './refusal-kind.ts';

const PLAN = { hash: 'h' } as ShutdownPlan;
const REQUEST = { requester: 'me', planHash: null, of: 'shutdown' } as const;

/** A job that notes what it is asked. */
function noting(): { readonly job: ClusterShutdown; readonly asked: string[] } {
  const asked: string[] = [];
  const job: ClusterShutdown = {
    clusterName: async () => ({ ok: true, value: 'lab', problems: [] }),
    plan: async (action) => {
      asked.push(`plan ${action}`);
      return { ok: true, value: PLAN, problems: [] };
    },
    run: async (action, planHash, requester) => {
      asked.push(`run ${action} ${planHash} ${requester}`);
      return { ok: true, value: { run: 'r', action, acceptor: 'c1', planHash, acceptedAt: 1 } };
    },
    status: async () => {
      asked.push('status');
      const watcher = { isRunning: true, pid: 1, since: 1, version: 'v' };
      return { watcher, isHandedOver: false, run: null };
    },
    watch: () => undefined,
    cancel: async (requester) => {
      asked.push(`cancel ${requester}`);
      return { ok: false, problems: [alreadyUnderWay('r')] };
    },
    runs: async () => [],
    report: async () => ({ ok: false, problems: [] }),
  };
  return { job, asked };
}

describe('S0.49 what is asked for by action', () => {
  it('is dispatched by its name', async () => {
    const { job, asked } = noting();
    expect(ACTION_NAMES).toEqual(['shutdown', 'start', 'plan', 'status', 'cancel']);
    const confirmed = { ...REQUEST, planHash: 'h' };
    expect((await dispatchAction(job, 'shutdown', confirmed)).kind).toBe('accepted');
    expect((await dispatchAction(job, 'start', confirmed)).kind).toBe('accepted');
    expect((await dispatchAction(job, 'plan', { ...REQUEST, of: 'start' })).kind).toBe('plan');
    expect((await dispatchAction(job, 'status', REQUEST)).kind).toBe('status');
    expect((await dispatchAction(job, 'cancel', REQUEST)).kind).toBe('refused');
    expect(asked).toEqual(['run shutdown h me', 'run start h me', 'plan start', 'status', 'cancel me']);
  });

  it('needs a confirmation where machines are switched, and offers the plan to confirm', async () => {
    const { job, asked } = noting();
    expect(await dispatchAction(job, 'shutdown', REQUEST)).toMatchObject({
      kind: 'refused',
      refusal: { problems: [{ code: 'HWS-SDN-057' }], plan: PLAN },
    });
    expect(asked).toEqual(['plan shutdown']);
  });

  it('is refused when there is no such action', async () => {
    for (const action of ['reboot', 'toString', ''])
      expect(await dispatchAction(noting().job, action, REQUEST)).toMatchObject({
        kind: 'refused',
        refusal: { problems: [{ code: 'HWS-SDN-056' }] },
      });
  });

  it('S0.23 has a kind for each refusal', () => {
    expect(['HWS-SDN-031', 'HWS-SDN-050', 'HWS-SDN-053', 'HWS-SDN-003'].map(refusalKind)).toEqual([
      'gate',
      'conflict',
      'absent',
      'invalid',
    ]);
  });
});
