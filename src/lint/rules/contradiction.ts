import { idOf } from '../../configuration/resources/resource-tree.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { colocationPairs, locationRules, orderPairs, plainLocations } from '../constraints.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

function togetherAndApart(reading: Reading): readonly Hit[] {
  const pairs = colocationPairs(reading).filter(
    ({ element }) =>
      element.get('rsc-role') === null &&
      element.get('with-rsc-role') === null &&
      element.first('rule') === null,
  );
  const apart = pairs.filter(({ score }) => score <= -INFINITY_SCORE);
  return pairs.flatMap((pair) => {
    if (pair.score < INFINITY_SCORE) return [];
    const other = apart.find(
      (one) =>
        (one.dependent === pair.dependent && one.primary === pair.primary) ||
        (one.dependent === pair.primary && one.primary === pair.dependent),
    );
    if (other === undefined) return [];
    return [
      {
        subjects: [idOf(pair.element), idOf(other.element)],
        message: `${pair.dependent} and ${pair.primary} have to be together (${idOf(pair.element)}) and may not be (${idOf(other.element)})`,
        fixes: [fix(`pcs constraint delete ${idOf(other.element)}`)],
      },
    ];
  });
}

function wantedAndForbidden(reading: Reading): readonly Hit[] {
  const locations = plainLocations(reading).filter(({ element }) => element.get('role') === null);
  return locations.flatMap((wanted) => {
    if (wanted.score < INFINITY_SCORE) return [];
    const other = locations.find(
      (one) => one.score <= -INFINITY_SCORE && one.resource === wanted.resource && one.node === wanted.node,
    );
    if (other === undefined) return [];
    const [keep, drop] = [other.element, wanted.element].map(idOf);
    return [
      {
        subjects: [idOf(wanted.element), idOf(other.element)],
        message: `${wanted.resource} has to run on ${wanted.node} (${drop}) and may not (${keep}); the ban wins`,
        fixes: [fix(`pcs constraint delete ${drop}`)],
      },
    ];
  });
}

/** A step of a way through orders: the resource it leaves, and the order it takes. */
interface Step {
  readonly from: string;
  readonly constraint: string;
}

/** One way round through the mandatory orders of starts; `null` when there is none. */
function orderLoop(reading: Reading): readonly Step[] | null {
  const next = new Map<string, { to: string; constraint: string }[]>();
  for (const { first, second, element, isMandatory, isStart } of orderPairs(reading)) {
    if (!isMandatory || !isStart) continue;
    const list = next.get(first) ?? [];
    list.push({ to: second, constraint: idOf(element) });
    next.set(first, list);
  }
  const done = new Set<string>();
  const walk = (at: string, path: readonly Step[]): readonly Step[] | null => {
    if (done.has(at)) return null;
    for (const { to, constraint } of next.get(at) ?? []) {
      const longer = [...path, { from: at, constraint }];
      const start = longer.findIndex(({ from }) => from === to);
      const found = start >= 0 ? longer.slice(start) : walk(to, longer);
      if (found !== null) return found;
    }
    done.add(at);
    return null;
  };
  for (const id of next.keys()) {
    const found = walk(id, []);
    if (found !== null) return found;
  }
  return null;
}

function ordersInACircle(reading: Reading): readonly Hit[] {
  const loop = orderLoop(reading);
  if (loop === null) return [];
  const last = loop.at(-1);
  return [
    {
      subjects: loop.map(({ constraint }) => constraint),
      message: `${[...loop, loop[0]].map((one) => one?.from).join(' before ')}: each waits for the other`,
      fixes: [fix(`pcs constraint delete ${last?.constraint}`)],
    },
  ];
}

function nowhere(reading: Reading): readonly Hit[] {
  const names = reading.machineNames;
  const isOptIn = !reading.isOn('symmetric-cluster', true);
  const locations = plainLocations(reading);
  const ruled = new Set(locationRules(reading).flatMap(({ element }) => element.get('rsc') ?? []));
  const patterns = reading.configuration.section('constraints')?.elements('rsc_location') ?? [];
  const hasPatterns = [...patterns].some((one) => one.get('rsc-pattern') !== null);
  if (names.length === 0 || hasPatterns || reading.hasOtherNodes) return [];
  return reading.resources.flatMap((resource) => {
    const id = idOf(resource);
    if (reading.outermost(resource) !== resource || ruled.has(id) || reading.devices.includes(resource))
      return [];
    const own = locations.filter((one) => one.resource === id && one.element.get('role') === null);
    const banned = own.filter(({ score }) => score <= -INFINITY_SCORE);
    if (names.every((name) => banned.some(({ node }) => node === name))) {
      const drop = banned[0]?.element;
      const fixes = drop === undefined ? [] : [fix(`pcs constraint delete ${idOf(drop)}`)];
      return [{ subjects: [id], message: `${id} is banned from every node`, fixes }];
    }
    if (!isOptIn || own.some(({ score }) => score >= 0)) return [];
    const [first] = names;
    return [
      {
        subjects: [id],
        message: `nothing allows ${id} a node, and without that none is allowed (symmetric-cluster=false)`,
        fixes: [fix(`pcs constraint location ${id} prefers ${first}=0`)],
      },
    ];
  });
}

/** Constraints that cannot all hold. */
export const CONTRADICTION: readonly Rule[] = [
  {
    code: 'HWS-LNT-025',
    title: 'two resources that have to be together and apart',
    severity: 'error',
    reason: 'One of them never runs: forbidden and required add up to forbidden.',
    source: 'ClusterLabs/PAF#26',
    find: togetherAndApart,
  },
  {
    code: 'HWS-LNT-026',
    title: 'a resource that has to run where it may not',
    severity: 'error',
    reason: 'INFINITY and -INFINITY add up to -INFINITY: the preference is without effect.',
    source: 'ClusterLabs/PAF#26, ClusterLabs/PAF#187',
    find: wantedAndForbidden,
  },
  {
    code: 'HWS-LNT-027',
    title: 'orders in a circle',
    severity: 'error',
    reason:
      'None of the resources can start before the others; which of the orders is given up is left to chance.',
    source: 'Pacemaker Explained, chapter Resource Constraints: ordering',
    find: ordersInACircle,
  },
  {
    code: 'HWS-LNT-028',
    title: 'a resource that can run nowhere',
    severity: 'error',
    reason: 'It stays stopped, and the status does not say why.',
    source: 'OndrejHome/ansible.ha-cluster-pacemaker#24, hashicorp/nomad#2620',
    find: nowhere,
  },
];
