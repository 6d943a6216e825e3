import { describe, expect, it } from 'vitest';
import { DEFAULT_SELECTION } from '../../evacuation/model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS } from '../../evacuation/model/order.ts';
import type { ResponseEvent } from '../../evacuation/run/event.ts';
import { newResponse, type ResponseState } from '../../evacuation/run/state.ts';
import { step } from '../../evacuation/run/step.ts';
import { incidentValues, writeNotice } from './write-notice.ts';

const START = 1_000_000_000_000;

function begun(): ResponseState {
  const state = newResponse({
    incident: 'i1',
    host: 'cmp1',
    verdict: 'dead',
    remedies: [],
    escalation: 'evacuate',
    evidence: 'all silent',
    reserve: null,
    isReserveTarget: false,
    selection: DEFAULT_SELECTION,
    limits: { ...DEFAULT_RESPONSE_LIMITS, rechecks: 1 },
  });
  step(state, { kind: 'begin', at: START });
  return state;
}

function answer(state: ResponseState, at: number, more: object): void {
  const id = [...state.inFlight.keys()][0] ?? expect.fail('nothing is awaited');
  step(state, { ...more, id, at } as ResponseEvent);
}

function endNotice(state: ResponseState): string {
  const end = state.end ?? expect.fail('it has not ended');
  const { subject, text } = writeNotice('en', end, incidentValues(state), {});
  return `${subject}\n${text}`;
}

const DONE = { kind: 'called', outcome: 'done', words: '' };

describe('the notice of an end', () => {
  it.each(['healthy', 'unknown'] as const)(
    'says that the fault is gone only of a host that was seen well: %s',
    (verdict) => {
      const state = begun();
      answer(state, START + 10, { kind: 'judged', verdict });
      expect(endNotice(state).includes('the fault was gone')).toBe(verdict === 'healthy');
    },
  );

  it('does not say that a host is off that nobody has read since an hour of absence', () => {
    const state = begun();
    answer(state, START + 10, { kind: 'judged', verdict: 'dead' });
    answer(state, START + 20, { kind: 'leave', isGranted: true, words: '' });
    answer(state, START + 30, DONE);
    answer(state, START + 40, DONE);
    answer(state, START + 50, { kind: 'powered-off', isConfirmedOff: true, words: 'off' });
    answer(state, START + 60, { kind: 'service', isDown: true });
    const instance = {
      id: 'vm1',
      name: 'vm1',
      status: 'ACTIVE',
      taskState: null,
      host: 'cmp1',
      metadata: {},
      project: 'p',
      user: 'u',
    };
    answer(state, START + 70, { kind: 'instances', instances: [{ instance, record: null }] });
    expect(state.stage).toBe('evacuating');
    step(state, { kind: 'resume', at: START + 3_600_000 });
    expect(state.confirmedOffAt).toBeNull();
    expect(endNotice(state)).not.toContain('cmp1 is off');
  });
});
