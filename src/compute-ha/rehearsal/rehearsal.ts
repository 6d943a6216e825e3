import type { ResponseLimits, ResponseOrder } from '../../evacuation/model/order.ts';
import type { ResponseState } from '../../evacuation/run/state.ts';
import type { BrakeAnswer } from '../../evidence/brakes/brakes.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import type { Verdict } from '../../evidence/policy/policy.ts';
import type { Bmc, PowerResult } from '../../power/power.ts';
import { IncidentStore } from '../record/incident-store.ts';
import { ResponseDriver, type ResponseNova } from '../response-driver.ts';
import { RehearsedNova } from './rehearsed-nova.ts';
import { StepRecorder } from './step-recorder.ts';

/** One thing a response would ask or do. */
export interface RehearsedStep {
  readonly what: string;
  /** `left-out`: it would change something, and was not sent. */
  readonly outcome: 'done' | 'failed' | 'left-out';
  readonly tookMs: number;
  readonly words: string;
}

export interface Rehearsal {
  readonly steps: readonly RehearsedStep[];
  readonly state: ResponseState;
  readonly tookMs: number;
}

export interface RehearsalPorts {
  readonly nova: ResponseNova;
  readonly bmc: Pick<Bmc, 'status'> | null;
  /** Looks at the host, as a re-check does. */
  readonly judge: () => Promise<Verdict>;
  readonly askLeave: () => Promise<BrakeAnswer>;
  /** How many notices would be written. */
  readonly countNotices: (state: ResponseState) => Promise<number>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Enough to see that looking works, without the patience a real response has. */
const LIMITS: Partial<ResponseLimits> = {
  rechecks: 1,
  retryMs: 500,
  lookMs: 200,
  novaMs: 10_000,
  noticeMs: 10_000,
};

/**
 * Carries the response to a host out but for what would change anything: the same steps in the same order, by the code that
 * does them in earnest. The host is taken for dead and its BMC’s answer for “off”, whatever they say; what they say, and
 * how long everything took, is in the steps.
 */
export async function rehearse(order: ResponseOrder, ports: RehearsalPorts): Promise<Rehearsal> {
  const { now } = ports;
  const startedAt = now();
  const recorder = new StepRecorder(now);
  const store = new IncidentStore(':memory:');
  try {
    const rehearsed = { ...order, limits: { ...order.limits, ...LIMITS } };
    store.begin(rehearsed, startedAt);
    const state = store.replay(order.incident);
    if (state === null) throw new Error('a store keeps what was begun');
    const driver = new ResponseDriver(state, {
      store,
      nova: new RehearsedNova(ports.nova, order.host, recorder),
      bmc: { off: () => askPower(order.host, ports, recorder) },
      now,
      judge: async () => {
        await recorder.take('judge the host', ports.judge, (verdict) => `${verdict}; taken for dead here`);
        return 'dead';
      },
      remedy: async () => ({ outcome: 'refused', words: 'not rehearsed' }),
      askLeave: async () => {
        await recorder.take('ask the brakes', ports.askLeave, ({ holds }) =>
          holds.length === 0 ? 'none holds' : `WOULD HOLD: ${holds.map(holdText).join('; ')}`,
        );
        return { isGranted: true, words: '' };
      },
      tell: async (occasion, told) => {
        const count = await ports.countNotices(told);
        recorder.leaveOut(`tell: ${occasion}`, `${count} notices to administrators`);
      },
      powerOffMs: 0,
    });
    driver.begin();
    const ended = await driver.finished;
    return { steps: recorder.steps, state: ended, tookMs: now() - startedAt };
  } finally {
    store.end();
  }
}

async function askPower(
  host: string,
  { bmc, now }: RehearsalPorts,
  recorder: StepRecorder,
): Promise<PowerResult> {
  const nobody: PowerResult = { outcome: 'refused', reading: null, when: now(), evidence: [], problem: null };
  const found = await recorder.take(
    'ask the BMC',
    async () => (bmc === null ? nobody : await bmc.status()),
    ({ reading, problem }) =>
      (reading === null ? null : `power is ${reading}`) ?? problem?.message ?? `no BMC of ${host} is known`,
    ({ reading }) => reading !== null,
  );
  recorder.leaveOut('BMC: power off', 'and read until it says off');
  return { ...found, outcome: 'confirmed', reading: 'off' };
}
