import { describe, expect, it } from 'vitest';
import { decideCase } from '../conformance/decide-case.ts';
import { judge } from '../oracle/judge.ts';
import { askPeer, hasPeer } from '../oracle/peer.ts';
import { readScenario, SCENARIO_ASPECTS, scenarioNames } from './scenario.ts';

const names = scenarioNames();

describe('scenarios once decided otherwise', () => {
  it.each(names)('%s is decided as stored', (name) => {
    const xml = readScenario(name, 'cib.xml');
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
      const own = aspect === 'summary' ? decision.output : decision[aspect];
      expect(own, aspect).toBe(readScenario(name, `${aspect}.txt`));
    }
  });

  it.each(names)('%s says why it is kept', (name) => {
    expect(readScenario(name, 'README.md').length).toBeGreaterThan(80);
  });
});

describe.runIf(hasPeer())('scenarios and the installed crm_simulate', () => {
  it.each(names)('%s is decided alike', (name) => {
    const xml = readScenario(name, 'cib.xml');
    expect('summary' in askPeer(xml)).toBe(true);
    const verdict = judge(xml);
    expect(verdict.kind === 'disagree' ? verdict.difference : verdict.kind).toBe('agree');
  });
});
