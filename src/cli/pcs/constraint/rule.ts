import { addRule, removeRule } from '../../../configuration/constraints/location-rule.ts';
import type { Call } from '../call.ts';
import { takeOptions } from './location.ts';

const OPTIONS = ['id', 'role', 'score', 'score-attribute'];

/** `pcs constraint rule add`. */
export function ruleAdd(call: Call): Promise<number> | number {
  const [constraint, ...words] = call.words;
  if (constraint === undefined) return call.wrong();
  const { options, rest } = takeOptions(words, OPTIONS);
  return call.edit((configuration) => addRule(configuration, constraint, options, rest, call.isForced));
}

/** `pcs constraint rule remove`. */
export function ruleRemove(call: Call): Promise<number> | number {
  const [id] = call.words;
  if (id === undefined) return call.wrong();
  return call.edit((configuration) => removeRule(configuration, id));
}
