import type { Instance } from '../../evacuation/model/instance.ts';

/** Instances by the mail address of those to whom they belong; those of nobody known are left out. */
export function byOwner<T>(
  entries: Iterable<T>,
  instanceOf: (entry: T) => Pick<Instance, 'user' | 'project'>,
  contacts: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly T[]> {
  const owned = new Map<string, T[]>();
  for (const entry of entries) {
    const { user, project } = instanceOf(entry);
    const address = contacts.get(user) ?? contacts.get(project);
    if (address === undefined) continue;
    const list = owned.get(address);
    if (list === undefined) owned.set(address, [entry]);
    else list.push(entry);
  }
  return owned;
}
