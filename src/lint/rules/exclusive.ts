import type { XmlElement } from '../../cib/xml/element.ts';
import { constraints } from '../../configuration/constraints/constraint-list.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { colocationPairs, expressionsOf, namedResources } from '../constraints.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Nodes that are set apart by the value of an attribute, and the resources they are kept for. */
interface Reserved {
  readonly attribute: string;
  readonly value: string;
  readonly resources: string[];
}

function valuesOf(node: XmlElement, attribute: string): readonly string[] {
  return [...node.elements('instance_attributes')].flatMap((set) =>
    [...set.elements('nvpair')].flatMap((pair) =>
      pair.get('name') === attribute ? (pair.get('value') ?? []) : [],
    ),
  );
}

/** Rules that say on which nodes alone a resource is. */
function reservations(reading: Reading): readonly Reserved[] {
  const found = new Map<string, Reserved>();
  for (const element of constraints(reading.configuration, 'rsc_location')) {
    if (element.get('resource-discovery') !== 'exclusive') continue;
    for (const expression of [...element.elements('rule')].flatMap(expressionsOf)) {
      const [attribute, value] = [expression.get('attribute'), expression.get('value')];
      if (
        expression.get('operation') !== 'eq' ||
        attribute === null ||
        value === null ||
        attribute.startsWith('#')
      )
        continue;
      const key = `${attribute}=${value}`;
      const entry = found.get(key) ?? { attribute, value, resources: [] };
      entry.resources.push(element.get('rsc') ?? '');
      found.set(key, entry);
    }
  }
  return [...found.values()];
}

/** Whether anything says where a resource may run, or with what it has to be. */
function isBound(reading: Reading, resource: XmlElement): boolean {
  const own = new Set([resource, ...reading.inner(resource)].map(idOf));
  for (const element of constraints(reading.configuration, 'rsc_location')) {
    if (element.get('rsc-pattern') !== null) return true;
    if (namedResources(element).some((id) => own.has(id))) return true;
  }
  return colocationPairs(reading).some(({ dependent, score }) => own.has(dependent) && score > 0);
}

function notReserved(reading: Reading): readonly Hit[] {
  if (!reading.isOn('symmetric-cluster', true)) return [];
  return reservations(reading).flatMap(({ attribute, value, resources }) => {
    const apart = reading.machines.filter((node) => valuesOf(node, attribute).includes(value));
    const others = reading.machines.flatMap((node) => valuesOf(node, attribute)).find((one) => one !== value);
    if (apart.length === 0 || others === undefined) return [];
    const free = reading.resources.filter(
      (one) => reading.outermost(one) === one && !reading.devices.includes(one) && !isBound(reading, one),
    );
    if (free.length === 0) return [];
    const names = free.map(idOf);
    return [
      {
        subjects: names,
        message: `nodes with ${attribute}=${value} are set apart for ${resources.join(', ')}, but nothing keeps ${names.join(', ')} off them`,
        fixes: names.map((id) =>
          fix(
            `pcs constraint location ${id} rule resource-discovery=exclusive score=0 ${attribute} eq ${others}`,
          ),
        ),
      },
    ];
  });
}

/** Nodes for one purpose. */
export const EXCLUSIVE: readonly Rule[] = [
  {
    code: 'HWS-LNT-031',
    title: 'exclusive discovery without its counterpart',
    severity: 'warning',
    reason:
      'exclusive binds the resource it is about to some nodes; it does not keep other resources off them. They start there, where nothing is prepared for them.',
    source: 'Pacemaker Explained, Location Properties: resource-discovery; ClusterLabs/pacemaker#589',
    find: notReserved,
  },
];
