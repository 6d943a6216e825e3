import { afterEach, beforeEach, it } from 'vitest';
import { EngineBench } from './engine-bench.fixture.ts';
import { failOnce } from './fail-once.fixture.ts';

let bench: EngineBench;
beforeEach(() => {
  bench = new EngineBench();
});
afterEach(() => bench.close());

it('goes on with an incident whose first event could not be recorded', async () => {
  await bench.open(4, 1);
  const hasFailed = failOnce(bench.incidents, 'record');
  bench.start();
  bench.lose('cmp2', 'hang');
  await bench.until('the fault', hasFailed);
  await bench.moreRounds(20);
  await bench.until('the end', () => bench.ends()[0] === 'evacuated', 3_000);
});

it('tells what a round had to tell though the record failed once', async () => {
  await bench.open(3, 1);
  const hasFailed = failOnce(bench.notices, 'add');
  bench.start();
  bench.lose('cmp1', 'hang');
  bench.lose('cmp2', 'hang');
  await bench.until('the fault', hasFailed);
  await bench.moreRounds(10);
  await bench.until('the mail', () => bench.subjects('ops@example.org').length > 0, 3_000);
});

it('tells the end of an incident though the notice could not be written at first', async () => {
  await bench.open(3, 1);
  bench.host('cmp3').chassis.faults = [{ kind: 'deaf', to: 'off' }];
  const hasFailed = failOnce(bench.notices, 'add');
  bench.start();
  bench.lose('cmp3', 'hang');
  await bench.until('the fault', hasFailed);
  await bench.until('the end', () => bench.ends()[0] === 'not-powered-off');
  await bench.until(
    'the mail',
    () => bench.subjects('ops@example.org').some((s) => s.includes('cmp3')),
    1_000,
  );
});
