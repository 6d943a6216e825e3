import {
  changeProperties,
  presets,
  propertyLines,
  setProperties,
} from '../../../configuration/properties/properties.ts';
import { type Call, FAILED } from '../call.ts';
import { setAttributes } from '../node/attribute.ts';
import { oldName } from '../old-name.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';

/** `pcs property [config]`. */
export async function propertyConfig(call: Call): Promise<number> {
  const [name, ...more] = call.words;
  if (more.length > 0) return call.wrong();
  const [all, defaults] = [call.has('all'), call.has('defaults')];
  if (all && defaults) return call.fail('you cannot specify both --all and --defaults');
  if (name !== undefined && (all || defaults)) {
    return call.fail('you cannot specify a property when using --all or --defaults');
  }
  if (defaults) return call.print('Cluster Properties:', ...propertyLines(presets()));
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const set = setProperties(configuration);
  const every = new Map([...presets(), ...set]);
  if (name === undefined) return call.print('Cluster Properties:', ...propertyLines(all ? every : set));
  const value = every.get(name);
  return call.print(
    'Cluster Properties:',
    ...(value === undefined ? [] : propertyLines(new Map([[name, value]]))),
  );
}

/** The older names of it. */
export function propertyShow(call: Call): Promise<number> {
  oldName(call, 'pcs property config');
  return propertyConfig(call);
}

/** `pcs property set`; with the older `--node` it sets attributes of a node. */
export function propertySet(call: Call): Promise<number> | number {
  if (call.words.length === 0) return call.wrong();
  const pairs = readPairs(call.words);
  if (pairs instanceof WrongWords) return call.wrong(pairs);
  const node = call.options.get('node');
  if (node === undefined) {
    return call.edit((configuration) => changeProperties(configuration, pairs, call.isForced));
  }
  call.output.err(
    `Deprecation Warning: 'pcs property set --node' is an older form. Please use 'pcs node attribute ${node} ${call.words.join(' ')}' instead.\n`,
  );
  return setAttributes(call, node, pairs);
}

/** `pcs property unset`. */
export function propertyUnset(call: Call): Promise<number> | number {
  const { words } = call;
  if (words.length === 0) return call.wrong();
  const wanted = new Map(words.map((name) => [name, ''] as const));
  return call.edit((configuration) => changeProperties(configuration, wanted, call.isForced));
}
