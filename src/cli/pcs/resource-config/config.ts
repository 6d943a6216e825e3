import type { XmlElement } from '../../../cib/xml/element.ts';
import type { Configuration } from '../../../configuration/configuration.ts';
import { levelLines } from '../../../configuration/fencing-levels/level-lines.ts';
import {
  allResources,
  findResource,
  idOf,
  isClone,
  isStonith,
  topResources,
  withInner,
} from '../../../configuration/resources/resource-tree.ts';
import { resourceCommands } from '../../../configuration/resources/text/resource-commands.ts';
import { hasCondition, resourceJson } from '../../../configuration/resources/text/resource-json.ts';
import { resourceLines } from '../../../configuration/resources/text/resource-lines.ts';
import { type Call, FAILED } from '../call.ts';

/** `pcs resource config`. */
export function resourceConfig(call: Call): Promise<number> | number {
  return show(call, false);
}

/** `pcs stonith config`. */
export function stonithConfig(call: Call): Promise<number> | number {
  return show(call, true);
}

async function show(call: Call, isFencing: boolean): Promise<number> {
  const format = call.options.get('output-format') ?? 'text';
  if (!['cmd', 'json', 'text'].includes(format)) {
    return call.fail(
      `Unknown value '${format}' for '--output-format' option. Supported values are: 'cmd', 'json', 'text'`,
    );
  }
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const shown =
    call.words.length === 0 ? topOf(configuration, isFencing) : named(call, configuration, isFencing);
  if (call.words.length > 0 && shown.length === 0) {
    return call.fail(`No ${isFencing ? 'stonith device' : 'resource'} found`);
  }
  if (format === 'text') {
    const lines = inOrder(shown).flatMap(resourceLines);
    const levels = isFencing ? levelLines(configuration) : [];
    return call.print(...lines, ...(levels.length === 0 ? [] : ['', 'Fencing Levels:', ...levels]));
  }
  const whole = wholeOf(configuration, shown);
  if (isFencing && call.words.length === 0) {
    call.output.err("Warning: Only 'text' output format is supported for stonith levels\n");
  }
  if (format === 'cmd') {
    const commands = resourceCommands(whole);
    return commands.length === 0 ? 0 : call.print(commands.join(';\n'));
  }
  if (whole.some(hasCondition)) {
    return call.fail('sets of values with conditions cannot be shown as JSON', 'Use --output-format text.');
  }
  return call.print(JSON.stringify(resourceJson(whole)));
}

const topOf = (configuration: Configuration, isFencing: boolean): readonly XmlElement[] =>
  isFencing
    ? allResources(configuration).filter(isStonith)
    : topResources(configuration).filter((one) => !isStonith(one));

/** Resources by id; what is not there is told. */
function named(call: Call, configuration: Configuration, isFencing: boolean): readonly XmlElement[] {
  return [...new Set(call.words)].flatMap((id) => {
    const found = findResource(configuration, id);
    if (found !== null && isStonith(found) === isFencing) return [found];
    call.output.err(`Warning: Unable to find ${isFencing ? 'stonith device' : 'resource'} '${id}'\n`);
    return [];
  });
}

/** Resources by kind: primitives, groups, clones, bundles. */
export function inOrder(resources: readonly XmlElement[]): readonly XmlElement[] {
  const rank = (one: XmlElement): number =>
    one.name === 'primitive' ? 0 : one.name === 'group' ? 1 : isClone(one) ? 2 : 3;
  return resources.toSorted((a, b) => rank(a) - rank(b));
}

/** Resources with all inside them, in the order of the configuration. */
function wholeOf(configuration: Configuration, resources: readonly XmlElement[]): readonly XmlElement[] {
  const ids = new Set(resources.flatMap(withInner).map(idOf));
  return allResources(configuration).filter((one) => ids.has(idOf(one)));
}
