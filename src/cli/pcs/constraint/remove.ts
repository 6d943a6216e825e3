import { constraints } from '../../../configuration/constraints/constraint-list.ts';
import { isConstraintOrRule, names, removeConstraints } from '../../../configuration/constraints/remove.ts';
import { type Call, FAILED } from '../call.ts';

/** `pcs constraint remove`: what is there goes; what is not is told, and makes the command fail. */
export async function constraintRemove(call: Call): Promise<number> {
  const { words } = call;
  if (words.length === 0) return call.wrong();
  const missing = new Set<string>();
  const code = await call.edit((configuration) => {
    missing.clear();
    for (const id of words) if (!isConstraintOrRule(configuration, id)) missing.add(id);
    return removeConstraints(configuration, words);
  });
  for (const id of missing) call.fail(`Unable to find constraint - '${id}'`);
  return missing.size > 0 ? FAILED : code;
}

/** `pcs constraint ref`. */
export async function constraintReferences(call: Call): Promise<number> {
  const { words } = call;
  if (words.length === 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const all = ['rsc_colocation', 'rsc_location', 'rsc_order', 'rsc_ticket'] as const;
  for (const resource of words) {
    const plain = all
      .flatMap((name) => constraints(configuration, name))
      .filter((one) => names(one, resource));
    const inSets = all
      .flatMap((name) => constraints(configuration, name))
      .filter((one) =>
        [...one.elements('resource_set')].some((set) =>
          [...set.elements('resource_ref')].some((member) => member.get('id') === resource),
        ),
      );
    const ids = [...plain, ...inSets].map((one) => `  ${one.get('id') ?? ''}`);
    call.print(`Resource: ${resource}`, ...(ids.length === 0 ? ['  No Matches.'] : ids));
  }
  return 0;
}
