import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_SELECTION } from '../../evacuation/model/instance.ts';
import type { ResponseEvent } from '../../evacuation/run/event.ts';
import type { ResponseState } from '../../evacuation/run/state.ts';
import { EngineBench } from './engine-bench.fixture.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = new EngineBench();
  await bench.open(3, 2);
});
afterEach(() => bench.close());

/** What an engine leaves that died directly after leave was given: nothing was changed on cmp2. */
function leaveIncidentOpen(): void {
  const { incidents } = bench;
  const order = {
    incident: 'i1',
    host: 'cmp2',
    verdict: 'dead',
    remedies: [],
    escalation: 'evacuate',
    evidence: 'all silent',
    reserve: null,
    isReserveTarget: false,
    selection: DEFAULT_SELECTION,
    limits: { ...bench.settings.limits, rechecks: 1, recheckMs: 60_000 },
  } as const;
  incidents.begin(order, Date.now());
  const take = (more: object): void => incidents.record('i1', { ...more, at: Date.now() } as ResponseEvent);
  const left = (): ResponseState => incidents.replay('i1') ?? expect.fail('it is on record');
  const awaited = (): number => [...left().inFlight.keys()][0] ?? expect.fail('nothing is awaited');
  take({ kind: 'begin' });
  take({ kind: 'judged', id: awaited(), verdict: 'dead' });
  take({ kind: 'leave', id: awaited(), isGranted: true, words: '' });
  expect(left().stage).toBe('isolating');
}

it('neither disables nor powers off a healthy host that compute.yaml does not name any more', async () => {
  leaveIncidentOpen();
  const hosts = ['cmp1', 'cmp3'].map((name) => ({ name, addresses: [bench.host(name).address] }));
  bench.start({}, { hosts });
  await bench.until('the end', () => bench.ends()[0] !== null);
  expect(bench.host('cmp2').service.status).toBe('enabled');
  expect(bench.host('cmp2').chassis.commands).not.toContain('off');
});

it('does not power off a healthy host of another cloud that has the name of one whose incident is open', async () => {
  leaveIncidentOpen();
  // All of this bench is the other cloud: the incident came from a file with the same state folder.
  bench.start();
  await bench.until('the end', () => bench.ends()[0] !== null);
  expect(bench.host('cmp2').chassis.commands).not.toContain('off');
});
