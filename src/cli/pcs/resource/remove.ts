import { removeResource } from '../../../configuration/resources/remove.ts';
import { ungroup } from '../../../configuration/resources/ungroup.ts';
import type { Call } from '../call.ts';
import { sortOf } from './meta.ts';

/** `pcs resource delete`, `pcs stonith delete`. */
export function remove(call: Call): Promise<number> | number {
  const [id, ...others] = call.words;
  if (id === undefined || others.length > 0) return call.wrong();
  return call.edit((configuration) => removeResource(configuration, id, sortOf(call)));
}

/** `pcs resource group delete`, `pcs resource ungroup`. */
export function groupRemove(call: Call): Promise<number> | number {
  const [group, ...resources] = call.words;
  if (group === undefined) return call.wrong();
  return call.edit((configuration) => ungroup(configuration, group, resources));
}
