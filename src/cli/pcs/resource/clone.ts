import { agentText } from '../../../configuration/agents/agent.ts';
import type { Configuration } from '../../../configuration/configuration.ts';
import { cloneResource, uncloneResource } from '../../../configuration/resources/clone.ts';
import { canBePromoted, isTrue } from '../../../configuration/resources/create.ts';
import { findResource, idOf, withInner } from '../../../configuration/resources/resource-tree.ts';
import { Catalogue } from '../agents/catalogue.ts';
import { agentsOfResources } from '../agents/of-resource.ts';
import type { Call } from '../call.ts';
import { WrongWords } from '../words/pairs.ts';
import { readClone } from './create.ts';

/** `pcs resource clone`. */
export function clone(call: Call): Promise<number> | number {
  return make(call, call.words, false);
}

/** `pcs resource promotable`. */
export function promotable(call: Call): Promise<number> | number {
  return make(call, call.words, true);
}

/** `pcs resource master [CLONE] RESOURCE …`: the older form, in which the clone's id came first. */
export function master(call: Call): Promise<number> | number {
  const [first, second, ...rest] = call.words;
  if (first === undefined) return call.wrong();
  const hasId = second !== undefined && !second.includes('=');
  const words = hasId ? [second, first, ...rest] : call.words;
  const [resource, id] = words;
  const named = hasId ? ` ${id}` : '';
  call.output.err(
    `Deprecation Warning: 'pcs resource master' is deprecated, use 'pcs resource promotable ${resource}${named}'\n`,
  );
  const masterId = hasId ? words : [first, `${first}-master`, ...call.words.slice(1)];
  return make(call, masterId, true);
}

function make(call: Call, words: readonly string[], isPromotable: boolean): Promise<number> | number {
  const [resource, ...rest] = words;
  if (resource === undefined) return call.wrong();
  const wanted = readClone(
    rest.filter((word) => word !== 'meta'),
    isPromotable,
  );
  if (wanted instanceof WrongWords) return call.wrong(wanted);
  const { id, meta } = wanted;
  const catalogue = new Catalogue();
  return call.edit(async (configuration) => {
    const unpromotable = isTrue(meta.get('promotable'))
      ? await unpromotableIn(configuration, catalogue, resource)
      : new Map<string, string>();
    return cloneResource(configuration, { resource, id, meta, unpromotable });
  });
}

async function unpromotableIn(
  configuration: Configuration,
  catalogue: Catalogue,
  id: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const resource = findResource(configuration, id);
  const agentOf = agentsOfResources(catalogue);
  for (const one of resource === null ? [] : withInner(resource)) {
    if (one.name !== 'primitive') continue;
    const agent = await agentOf(one);
    if (!('code' in agent) && !canBePromoted(agent)) found.set(idOf(one), agentText(agent.name));
  }
  return found;
}

/** `pcs resource unclone`. */
export function unclone(call: Call): Promise<number> | number {
  const [id] = call.words;
  if (id === undefined || call.words.length > 1) return call.wrong();
  return call.edit((configuration) => uncloneResource(configuration, id));
}
