import type { Result } from '../../result/problem.ts';
import type { AgentMetadata } from '../metadata/model.ts';
import type { AgentCheck } from './findings.ts';

const REQUIRED_ACTIONS: readonly string[] = ['start', 'stop', 'monitor', 'meta-data'];

const TYPES: ReadonlySet<string> = new Set(
  'string boolean integer second time select timeout percentage port score duration nonnegative_integer epoch_time version enum'.split(
    ' ',
  ),
);

/** Checks that need no run: does the agent describe itself, and completely? */
export function checkMetadata(type: string, answer: Result<AgentMetadata>): readonly AgentCheck[] {
  if (!answer.ok) {
    const actual = answer.problems[0]?.message ?? 'nothing';
    return [
      {
        id: 'metadata',
        claim: 'meta-data describes the agent',
        verdict: 'failed',
        expected: 'a document resource-agent',
        actual,
        consequence: 'parameters cannot be checked, secrets not be recognized, and no change be reloaded',
      },
    ];
  }
  const metadata = answer.value;
  const names = metadata.actions.map((action) => action.name);
  const missing = REQUIRED_ACTIONS.filter((name) => !names.includes(name));
  const untimed = [
    ...new Set(metadata.actions.filter((one) => one.timeoutMs === null).map((one) => one.name)),
  ];
  const odd = metadata.parameters
    .filter((parameter) => parameter.type !== '' && !TYPES.has(parameter.type))
    .map((parameter) => `${parameter.name}: ${parameter.type}`);
  const twice = repeated(metadata.parameters.map((parameter) => parameter.name));
  const halfPromotable = names.includes('promote') !== names.includes('demote');
  const halfMigratable = names.includes('migrate_to') !== names.includes('migrate_from');
  return [
    check('metadata', 'meta-data describes the agent', true, 'a document resource-agent', 'it does', ''),
    check(
      'metadata-name',
      'the agent names itself as its file is named',
      metadata.name === type,
      type,
      metadata.name,
      'tools show it under another name',
      'warning',
    ),
    check(
      'metadata-actions',
      'the required actions are declared',
      missing.length === 0,
      REQUIRED_ACTIONS.join(', '),
      missing.length === 0 ? names.join(', ') : `missing: ${missing.join(', ')}`,
      'an action that is not declared gets no time-out of its own and may never be called',
    ),
    check(
      'metadata-timeouts',
      'every action recommends a time-out',
      untimed.length === 0,
      'a time-out each',
      untimed.length === 0 ? 'it does' : `none for ${untimed.join(', ')}`,
      'the default of 20 s is taken, which may be too short',
      'warning',
    ),
    check(
      'metadata-pairs',
      'promote and demote, and migrate_to and migrate_from, are declared together',
      !halfPromotable && !halfMigratable,
      'both or none',
      halfPromotable
        ? 'one of promote, demote'
        : halfMigratable
          ? 'one of migrate_to, migrate_from'
          : 'they are',
      'the cluster can do the one and not undo it',
    ),
    check(
      'metadata-parameters',
      'parameters have one name and a known type each',
      odd.length === 0 && twice.length === 0,
      'known types',
      [...odd, ...twice.map((name) => `${name} twice`)].join(', ') || 'they have',
      'values cannot be checked before they are used',
      'warning',
    ),
  ];
}

function check(
  id: string,
  claim: string,
  isTrue: boolean,
  expected: string,
  actual: string,
  consequence: string,
  otherwise: 'failed' | 'warning' = 'failed',
): AgentCheck {
  return {
    id,
    claim,
    verdict: isTrue ? 'passed' : otherwise,
    expected,
    actual,
    consequence: isTrue ? '' : consequence,
  };
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
