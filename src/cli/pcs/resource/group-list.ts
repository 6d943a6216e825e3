import { allResources, idOf, membersOf } from '../../../configuration/resources/resource-tree.ts';
import { type Call, FAILED } from '../call.ts';

/** `pcs resource group list`. */
export async function groupList(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const groups = allResources(configuration).filter(({ name }) => name === 'group');
  return call.print(...groups.map((group) => `${idOf(group)}: ${membersOf(group).map(idOf).join(' ')}`));
}
