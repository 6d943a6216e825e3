import type { XmlElement } from '../../cib/xml/element.ts';
import { PROPERTIES } from '../../configuration/properties/property-table.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { nearMiss } from '../../result/near-miss.ts';
import { expressionsOf, locationRules } from '../constraints.ts';
import { fix, fixToFill } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Attributes of nodes that are configured, with the nodes and values they have. */
function nodeAttributes(
  reading: Reading,
): ReadonlyMap<string, readonly { readonly node: string; readonly value: string }[]> {
  const found = new Map<string, { node: string; value: string }[]>();
  for (const node of reading.configuration.section('nodes')?.elements('node') ?? []) {
    for (const set of node.elements('instance_attributes')) {
      for (const pair of set.elements('nvpair')) {
        const name = pair.get('name') ?? '';
        const list = found.get(name) ?? [];
        list.push({ node: node.get('uname') ?? idOf(node), value: pair.get('value') ?? '' });
        found.set(name, list);
      }
    }
  }
  return found;
}

/** What two spellings of one name have in common. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}

function nearDuplicates(reading: Reading): readonly Hit[] {
  const attributes = nodeAttributes(reading);
  const bySpelling = new Map<string, string[]>();
  for (const name of attributes.keys())
    bySpelling.set(folded(name), [...(bySpelling.get(folded(name)) ?? []), name]);
  return [...bySpelling.values()].flatMap((names) => {
    if (names.length < 2) return [];
    const used = (name: string): number => attributes.get(name)?.length ?? 0;
    const [keep = '', ...others] = names.sort((a, b) => used(b) - used(a) || (a < b ? 1 : -1));
    return others.map((other) => ({
      subjects: (attributes.get(other) ?? []).map(({ node }) => node),
      message: `${other} on ${(attributes.get(other) ?? []).map(({ node }) => node).join(', ')} is another attribute than ${keep}`,
      fixes: (attributes.get(other) ?? []).map(({ node, value }) =>
        fix(`pcs node attribute ${node} ${other}= ${keep}=${value}`),
      ),
    }));
  });
}

/** Attributes that the cluster makes itself, or that agents set while they run. */
const MADE = /^(?:#|master-|pingd$|.*-status$|fail-count-)/;

function misspelt(reading: Reading): readonly Hit[] {
  const attributes = nodeAttributes(reading);
  const names = [...attributes.keys()];
  return locationRules(reading).flatMap(({ element, rule }) =>
    expressionsOf(rule).flatMap((expression): readonly Hit[] => {
      const attribute = expression.get('attribute') ?? '';
      const value = expression.get('value');
      const id = idOf(element);
      if (MADE.test(attribute)) return [];
      const entries = attributes.get(attribute);
      if (entries === undefined) {
        const meant = names.find((name) => folded(name) === folded(attribute)) ?? nearMiss(attribute, names);
        if (meant === null) return [];
        const message = `${id} asks for the attribute ${attribute}, which no node has; nodes have ${meant}`;
        return [{ subjects: [id], message, fixes: ruleFixes(element, expression, meant, value) }];
      }
      const values = [...new Set(entries.map((entry) => entry.value))];
      if (expression.get('operation') !== 'eq' || value === null || values.includes(value)) return [];
      // Numbers are near each other without being misspelt.
      if (/^[\d.]+$/.test(value)) return [];
      const meant = nearMiss(value, values);
      if (meant === null) return [];
      const message = `${id} asks for ${attribute}=${value}, which no node has; nodes have ${attribute}=${meant}`;
      return [{ subjects: [id], message, fixes: ruleFixes(element, expression, attribute, meant) }];
    }),
  );
}

function ruleFixes(element: XmlElement, expression: XmlElement, attribute: string, value: string | null) {
  const id = idOf(element);
  const rules = [...element.elements('rule')];
  const [rule] = rules;
  const isSimple = rules.length === 1 && rule !== undefined && [...rule.elements()].length === 1;
  const remove = fix(`pcs constraint delete ${id}`);
  if (!isSimple)
    return [remove, fixToFill(`pcs constraint location ${element.get('rsc')} rule EXPRESSION`, 'EXPRESSION')];
  const score = rule.get('score') === null ? '' : `score=${rule.get('score')} `;
  const discovery =
    element.get('resource-discovery') === null
      ? ''
      : `resource-discovery=${element.get('resource-discovery')} `;
  const test =
    value === null
      ? `${expression.get('operation')} ${attribute}`
      : `${attribute} ${expression.get('operation')} ${value}`;
  return [
    remove,
    fix(`pcs constraint location ${element.get('rsc')} rule ${discovery}constraint-id=${id} ${score}${test}`),
  ];
}

function unknownProperties(reading: Reading): readonly Hit[] {
  const known = Object.keys(PROPERTIES);
  const sets = [...(reading.configuration.section('crm_config')?.elements('cluster_property_set') ?? [])];
  return sets.flatMap((set) =>
    [...set.elements('nvpair')].flatMap((pair): readonly Hit[] => {
      const name = pair.get('name') ?? '';
      if (known.includes(name)) return [];
      const meant = known.find((one) => folded(one) === folded(name)) ?? nearMiss(name, known);
      if (meant === null) return [];
      const value = pair.get('value') ?? '';
      const isSet = reading.property(meant) !== null;
      const fixes = [
        fix(`pcs property set ${name}= --force`),
        ...(isSet ? [] : [fix(`pcs property set ${meant}=${value}`)]),
      ];
      return [{ subjects: [name], message: `there is no property ${name}; ${meant} is one`, fixes }];
    }),
  );
}

/** Meta attributes of resources (Pacemaker Explained, Resource Meta-Attributes, Clone Options, and what groups take). */
const META: readonly string[] = [
  'priority',
  'critical',
  'target-role',
  'is-managed',
  'maintenance',
  'resource-stickiness',
  'requires',
  'migration-threshold',
  'failure-timeout',
  'multiple-active',
  'allow-migrate',
  'allow-unhealthy-nodes',
  'container-attribute-target',
  'remote-node',
  'remote-addr',
  'remote-port',
  'remote-connect-timeout',
  'clone-max',
  'clone-node-max',
  'clone-min',
  'globally-unique',
  'promoted-max',
  'promoted-node-max',
  'master-max',
  'master-node-max',
  'notify',
  'ordered',
  'interleave',
  'promotable',
  'is_managed',
  'resource-failure-stickiness',
  'provides',
  'container',
];

/** Spellings that older releases had and that are still read. */
const OLD_META: ReadonlySet<string> = new Set([
  'is_managed',
  'resource_stickiness',
  'target_role',
  'multiple_active',
  'start_prereq',
]);

function unknownMeta(reading: Reading): readonly Hit[] {
  return reading.resources.flatMap((resource) =>
    [...resource.elements('meta_attributes')].flatMap((set) =>
      [...set.elements('nvpair')].flatMap((pair): readonly Hit[] => {
        const name = pair.get('name') ?? '';
        if (META.includes(name) || OLD_META.has(name)) return [];
        const meant = META.find((one) => folded(one) === folded(name)) ?? nearMiss(name, META);
        if (meant === null) return [];
        const id = idOf(resource);
        const kind = reading.devices.includes(resource) ? 'stonith' : 'resource';
        const fixes = [fix(`pcs ${kind} meta ${id} ${name}= ${meant}=${pair.get('value') ?? ''}`)];
        return [
          {
            subjects: [id],
            message: `${id} has the meta attribute ${name}, which means nothing; ${meant} does`,
            fixes,
          },
        ];
      }),
    ),
  );
}

/** Names that are nearly right. */
export const NAMES: readonly Rule[] = [
  {
    code: 'HWS-LNT-032',
    title: 'two spellings of one node attribute',
    severity: 'warning',
    reason: 'They are two attributes; a rule that asks for one does not see nodes that have the other.',
    source: 'redhat-openstack/astapor#428: names that differ in a little',
    find: nearDuplicates,
  },
  {
    code: 'HWS-LNT-033',
    title: 'a rule that asks for a name or value that no node has',
    severity: 'error',
    reason:
      'The rule is never true: what it allows is allowed nowhere, what it forbids is forbidden nowhere.',
    source: 'Pacemaker Explained, chapter Rules: node attribute expressions',
    find: misspelt,
  },
  {
    code: 'HWS-LNT-034',
    title: 'a property that is none',
    severity: 'warning',
    reason: 'It is kept and ignored; what it was to change has its preset.',
    source: 'pcs(8): property set refuses such names without --force',
    find: unknownProperties,
  },
  {
    code: 'HWS-LNT-035',
    title: 'a meta attribute that is none',
    severity: 'warning',
    reason: 'It is kept and ignored; what it was to change has its preset.',
    source: 'Pacemaker Explained, Resource Meta-Attributes',
    find: unknownMeta,
  },
];
