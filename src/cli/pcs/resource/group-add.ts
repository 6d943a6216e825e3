import { addToGroup, type GroupPlace } from '../../../configuration/resources/group-members.ts';
import type { Call } from '../call.ts';
import { WrongWords } from '../words/pairs.ts';

/** The place that `--before` or `--after` names; `null` when neither is given. */
export function groupPlace(call: Call): GroupPlace | null | WrongWords {
  const before = call.options.get('before');
  const after = call.options.get('after');
  if (before !== undefined && after !== undefined) {
    return new WrongWords('you cannot specify both --before and --after');
  }
  if (before !== undefined) return { side: 'before', of: before };
  return after === undefined ? null : { side: 'after', of: after };
}

/** `pcs resource group add`. */
export function groupAdd(call: Call): Promise<number> | number {
  const [group, ...resources] = call.words;
  if (group === undefined || resources.length === 0) return call.wrong();
  const place = groupPlace(call);
  if (place instanceof WrongWords) return call.wrong(place);
  return call.edit((configuration) => addToGroup(configuration, group, resources, place));
}
