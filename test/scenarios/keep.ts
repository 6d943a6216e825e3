/**
 * Stores what is decided about a scenario; refuses what the installed crm_simulate decides otherwise.
 *
 *   node test/scenarios/keep.ts NAME…      after putting scenarios/NAME/cib.xml and README.md there
 */
import { decideCase } from '../conformance/decide-case.ts';
import { judge } from '../oracle/judge.ts';
import { readScenario, SCENARIO_ASPECTS, writeScenario } from './scenario.ts';

for (const name of process.argv.slice(2)) {
  const xml = readScenario(name, 'cib.xml');
  const verdict = judge(xml);
  if (verdict.kind !== 'agree') {
    console.error(
      `${name}: not stored: ${verdict.kind === 'disagree' ? `${verdict.aspect}: ${verdict.difference}` : verdict.kind}`,
    );
    process.exitCode = 1;
    continue;
  }
  const decision = decideCase({
    name,
    xml,
    summary: '',
    scores: '',
    graph: '',
    dot: '',
    errors: '',
    dateTime: null,
  });
  for (const aspect of SCENARIO_ASPECTS) {
    writeScenario(name, `${aspect}.txt`, aspect === 'summary' ? decision.output : decision[aspect]);
  }
}
