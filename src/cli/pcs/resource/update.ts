import type { XmlElement } from '../../../cib/xml/element.ts';
import type { Pairs } from '../../../configuration/nvpairs.ts';
import { updateResource } from '../../../configuration/resources/update.ts';
import { Catalogue } from '../agents/catalogue.ts';
import { agentNameOf, agentsOfResources } from '../agents/of-resource.ts';
import { validateByAgent } from '../agents/validate.ts';
import type { Call } from '../call.ts';
import { splitAtKeywords } from '../words/keywords.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';
import { sortOf } from './meta.ts';

/** `pcs resource update`, `pcs stonith update`. */
export async function update(call: Call): Promise<number> {
  const [id, ...words] = call.words;
  if (id === undefined || words.length === 0) return call.wrong();
  const parts = splitAtKeywords(words, ['op', 'meta', 'clone', 'promotable', 'bundle']);
  const parameters = readPairs(parts.first);
  if (parameters instanceof WrongWords) return call.wrong(parameters);
  const meta = readPairs(parts.of('meta') ?? []);
  if (meta instanceof WrongWords) return call.wrong(meta);
  const operations: { name: string; options: Pairs }[] = [];
  for (const mention of parts.each('op')) {
    const [name, ...rest] = mention;
    const options = readPairs(rest);
    if (options instanceof WrongWords) return call.wrong(options);
    if (name !== undefined && options.size > 0) operations.push({ name, options });
  }
  const catalogue = new Catalogue();
  const validate = (resource: XmlElement, changes: Pairs) => {
    const values = new Map<string, string>();
    for (const set of resource.elements('instance_attributes')) {
      for (const pair of set.elements('nvpair')) values.set(pair.get('name') ?? '', pair.get('value') ?? '');
    }
    for (const [name, value] of changes) {
      if (value === '') values.delete(name);
      else values.set(name, value);
    }
    return validateByAgent(catalogue, agentNameOf(resource), values);
  };
  return await call.edit((configuration) =>
    updateResource(
      configuration,
      { id, parameters, meta, operations },
      sortOf(call),
      agentsOfResources(catalogue),
      call.has('agent-validation') ? validate : null,
      call.isForced,
    ),
  );
}
