import type { Configuration } from '../../../configuration/configuration.ts';
import {
  addLocation,
  type Located,
  type NodeScore,
  opposite,
  preferNodes,
  removeLocation,
} from '../../../configuration/constraints/location.ts';
import { addRuleLocation } from '../../../configuration/constraints/location-rule.ts';
import type { Report } from '../../../configuration/report.ts';
import type { Call } from '../call.ts';
import { checkNodes } from '../node-existence.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { locationConfig } from './location-config.ts';

const RULE_OPTIONS = ['constraint-id', 'id', 'resource-discovery', 'role', 'score', 'score-attribute'];

/** `pcs constraint location …`. */
export function location(call: Call): Promise<number> | number {
  const [resource, verb, ...rest] = call.words;
  if (resource === undefined) return locationConfig(call);
  if (verb === undefined || rest.length === 0) return call.wrong();
  if (verb !== 'prefers' && verb !== 'avoids' && verb !== 'rule') return call.wrong();
  const located = readLocated(resource);
  if (located instanceof WrongWords) return call.wrong(located);
  if (verb === 'rule') return ruleLocation(call, located, rest);
  const nodes = rest.map((word): NodeScore => {
    const at = word.indexOf('=');
    const node = at < 0 ? word : word.slice(0, at);
    const score = at < 0 ? 'INFINITY' : word.slice(at + 1);
    return { node, score: verb === 'avoids' ? opposite(score) : score };
  });
  return call.edit((configuration) =>
    withNodes(
      call,
      configuration,
      nodes.map(({ node }) => node),
      () => preferNodes(configuration, located, nodes, call.isForced),
    ),
  );
}

/** `pcs constraint location add`. */
export function locationAdd(call: Call): Promise<number> | number {
  const [id, resource, node, score, ...rest] = call.words;
  if (id === undefined || resource === undefined || node === undefined || score === undefined)
    return call.wrong();
  const located = readLocated(resource);
  if (located instanceof WrongWords) return call.wrong(located);
  const options = readPairs(rest);
  if (options instanceof WrongWords) return call.wrong(options);
  const foreign = [...options.keys()].find((name) => name !== 'resource-discovery');
  if (foreign !== undefined && !call.isForced) {
    return call.fail(`bad option '${foreign}', use --force to override`);
  }
  return call.edit((configuration) =>
    withNodes(call, configuration, [node], () =>
      addLocation(configuration, id, located, { node, score }, Object.fromEntries(options), call.isForced),
    ),
  );
}

/** `pcs constraint location remove`. */
export function locationRemove(call: Call): Promise<number> | number {
  const [id, ...more] = call.words;
  if (id === undefined || more.length > 0) return call.wrong();
  return call.edit((configuration) => removeLocation(configuration, id));
}

function ruleLocation(call: Call, located: Located, words: readonly string[]): Promise<number> {
  const { options, rest } = takeOptions(words, RULE_OPTIONS);
  return call.edit((configuration) => addRuleLocation(configuration, located, options, rest, call.isForced));
}

/** The options in front of an expression, and the expression. */
export function takeOptions(
  words: readonly string[],
  names: readonly string[],
): { readonly options: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const options = new Map<string, string>();
  let at = 0;
  for (; at < words.length; at++) {
    const [name = '', ...value] = (words[at] as string).split('=');
    if (value.length === 0 || !names.includes(name)) break;
    options.set(name, value.join('='));
  }
  return { options, rest: words.slice(at) };
}

/** `id`, `%id`, `resource%id` or `regexp%pattern`. */
export function readLocated(word: string): Located | WrongWords {
  const at = word.indexOf('%');
  if (at < 0) return { kind: 'resource', id: word };
  const [kind, value] = [word.slice(0, at), word.slice(at + 1)];
  if (kind === '' || kind === 'resource') return { kind: 'resource', id: value };
  if (kind === 'regexp') return { kind: 'pattern', pattern: value };
  return new WrongWords(`'${kind}' is not an allowed type for '${word}', use regexp, resource`);
}

function withNodes(
  call: Call,
  configuration: Configuration,
  nodes: readonly string[],
  edit: () => readonly Report[],
): readonly Report[] {
  const reports = checkNodes(call, configuration, nodes);
  return reports.some(({ severity }) => severity === 'error') && !call.isForced
    ? reports
    : [...reports, ...edit()];
}
