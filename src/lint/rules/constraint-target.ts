import type { XmlElement } from '../../cib/xml/element.ts';
import { constraints } from '../../configuration/constraints/constraint-list.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { nearMiss } from '../../result/near-miss.ts';
import { expressionsOf, locationRules, namedResources, plainLocations } from '../constraints.ts';
import { type Fix, fix, fixToFill } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** The commands that make a constraint name another resource in the place of one. */
export function renamed(element: XmlElement, from: string, to: string): readonly Fix[] {
  const id = idOf(element);
  const other = (name: string | null): string => (name === from ? to : (name ?? ''));
  const remove = fix(`pcs constraint delete ${id}`);
  const isPlain = [...element.elements()].length === 0;
  if (isPlain && element.name === 'rsc_location' && element.get('node') !== null) {
    const score = element.get('score') ?? '0';
    return [remove, fix(`pcs constraint location add ${id} ${to} ${element.get('node')} ${score}`)];
  }
  if (isPlain && element.name === 'rsc_colocation') {
    const role = (name: string): string => (element.get(name) === null ? '' : `${element.get(name)} `);
    const pair = `${role('rsc-role')}${other(element.get('rsc'))} with ${role('with-rsc-role')}${other(element.get('with-rsc'))}`;
    return [
      remove,
      fix(`pcs constraint colocation add ${pair} ${element.get('score') ?? 'INFINITY'} id=${id}`),
    ];
  }
  if (isPlain && element.name === 'rsc_order') {
    const action = (name: string): string => (element.get(name) === null ? '' : `${element.get(name)} `);
    const pair = `${action('first-action')}${other(element.get('first'))} then ${action('then-action')}${other(element.get('then'))}`;
    const options = ['kind', 'symmetrical'].flatMap((name) =>
      element.get(name) === null ? [] : [`${name}=${element.get(name)}`],
    );
    return [remove, fix([`pcs constraint order ${pair}`, ...options, `id=${id}`].join(' '))];
  }
  return [remove, fixToFill(`pcs constraint ${to} CONSTRAINT`, 'CONSTRAINT')];
}

function ofGroupMembers(reading: Reading): readonly Hit[] {
  return constraints(reading.configuration).flatMap((element) =>
    [...new Set(namedResources(element))].flatMap((id) => {
      const resource = reading.resources.find((one) => idOf(one) === id);
      const group = resource === undefined ? null : reading.groupOf(resource);
      if (group === null) return [];
      const to = idOf(reading.outermost(group));
      const isInside = namedResources(element).some((one) => one !== id && isWithin(reading, one, group));
      return [
        {
          subjects: [idOf(element), id],
          message: `${idOf(element)} names ${id}, a member of ${idOf(group)}${isInside ? ', together with another member of it' : ''}`,
          fixes: isInside ? [fix(`pcs constraint delete ${idOf(element)}`)] : renamed(element, id, to),
        },
      ];
    }),
  );
}

function isWithin(reading: Reading, id: string, group: XmlElement): boolean {
  const resource = reading.resources.find((one) => idOf(one) === id);
  return resource !== undefined && (resource === group || reading.groupOf(resource) === group);
}

function ofCloned(reading: Reading): readonly Hit[] {
  return constraints(reading.configuration).flatMap((element) =>
    [...new Set(namedResources(element))].flatMap((id) => {
      const resource = reading.resources.find((one) => idOf(one) === id);
      if (resource === undefined || reading.groupOf(resource) !== null) return [];
      const clone = reading.cloneOf(resource);
      if (clone === null) return [];
      return [
        {
          subjects: [idOf(element), id],
          message: `${idOf(element)} names ${id}, which runs as ${idOf(clone)}`,
          fixes: renamed(element, id, idOf(clone)),
        },
      ];
    }),
  );
}

function missingResources(reading: Reading): readonly Hit[] {
  const { configuration } = reading;
  const known = reading.resources.map(idOf);
  const tags = [...(configuration.section('tags')?.elements('tag') ?? [])].map(idOf);
  const templates = [...(configuration.section('resources')?.elements('template') ?? [])].map(idOf);
  return constraints(configuration).flatMap((element) =>
    [...new Set(namedResources(element))].flatMap((id) => {
      // An instance of a clone is named by the clone's child and a number.
      const bare = id.replace(/:\d+$/, '');
      if ([...known, ...tags, ...templates].some((one) => one === id || one === bare)) return [];
      const meant = known.includes(`${id}-clone`) ? `${id}-clone` : nearMiss(id, [...known, ...tags]);
      const hint = meant === null ? '' : `; there is ${meant}`;
      const fixes =
        meant === null ? [fix(`pcs constraint delete ${idOf(element)}`)] : renamed(element, id, meant);
      return [
        {
          subjects: [idOf(element), id],
          message: `${idOf(element)} names ${id}, which is not there${hint}`,
          fixes,
        },
      ];
    }),
  );
}

/** Every name that nodes go by: machines, remote nodes and guests. */
function nodeNamesOf(reading: Reading): readonly string[] {
  const entries = [...(reading.configuration.section('nodes')?.elements('node') ?? [])];
  const guests = reading.resources.flatMap((one) => reading.meta(one, 'remote-node') ?? []);
  const remote = reading.primitives.filter((one) => reading.agentName(one).type === 'remote').map(idOf);
  const bundles = reading.resources.filter(({ name }) => name === 'bundle').map(idOf);
  return [
    ...entries.flatMap((node) => [node.get('uname') ?? '', idOf(node)]),
    ...guests,
    ...remote,
    ...bundles,
  ];
}

function missingNodes(reading: Reading): readonly Hit[] {
  const known = nodeNamesOf(reading);
  if (reading.machines.length === 0) return [];
  const isKnown = (node: string): boolean =>
    known.some((one) => one.toLowerCase() === node.toLowerCase() || node.startsWith(`${one}-`));
  const named = [
    ...plainLocations(reading),
    ...locationRules(reading).flatMap(({ element, rule }) =>
      expressionsOf(rule).flatMap((expression) => {
        const isName = expression.get('attribute') === '#uname' && expression.get('operation') === 'eq';
        return isName
          ? [{ element, resource: element.get('rsc') ?? '', node: expression.get('value') ?? '' }]
          : [];
      }),
    ),
  ];
  return named.flatMap(({ element, resource, node }) => {
    if (isKnown(node)) return [];
    const meant = nearMiss(node, reading.machineNames);
    const hint = meant === null ? '' : `; there is ${meant}`;
    const fixes = [fix(`pcs constraint delete ${idOf(element)}`)];
    if (meant !== null && element.get('node') !== null) {
      fixes.push(
        fix(`pcs constraint location add ${idOf(element)} ${resource} ${meant} ${element.get('score')}`),
      );
    }
    return [
      {
        subjects: [idOf(element), node],
        message: `${idOf(element)} is about the node ${node}, which is not there${hint}`,
        fixes,
      },
    ];
  });
}

/** Whether constraints name what they are meant for. */
export const CONSTRAINT_TARGET: readonly Rule[] = [
  {
    code: 'HWS-LNT-020',
    title: 'a constraint on a member of a group',
    severity: 'warning',
    reason:
      'The members of a group go together: what binds one binds all, and nobody who reads the group sees it.',
    source: 'ClusterLabs/crmsh#101',
    find: ofGroupMembers,
  },
  {
    code: 'HWS-LNT-021',
    title: 'a constraint on a resource instead of its clone',
    severity: 'warning',
    reason:
      'The name is that of what is cloned; commands that look for the clone do not find the constraint.',
    source: 'redhat-openstack/astapor#428, redhat-openstack/astapor#509',
    find: ofCloned,
  },
  {
    code: 'HWS-LNT-022',
    title: 'a constraint on a resource that is not there',
    severity: 'error',
    reason: 'The constraint does nothing: what it is to prevent happens.',
    source: 'redhat-openstack/astapor#509',
    find: missingResources,
  },
  {
    code: 'HWS-LNT-023',
    title: 'a constraint on a node that is not there',
    severity: 'warning',
    reason: 'The constraint does nothing; a resource that may run on that node only runs nowhere.',
    source: 'SUSE/suse-best-practices#90',
    find: missingNodes,
  },
];
