import type { XmlElement } from '../../src/cib/xml/element.ts';
import type { GeneratedCib } from './generate.ts';
import type { Random } from './random.ts';
import { descendants } from './tree.ts';

const TASKS = [
  'monitor',
  'monitor',
  'start',
  'stop',
  'promote',
  'demote',
  'migrate_to',
  'migrate_from',
] as const;
const RESULTS = ['0', '1', '5', '7', '8', '9', '189', '193'] as const;

/** Arguments that both `hawser simulate` and crm_simulate understand, about things of a cluster. */
export function randomOptions(root: XmlElement, random: Random, generated: GeneratedCib): string[] {
  const nodes = [...generated.members, ...generated.inventory.remoteNodes, 'nobody'];
  const resources = [
    ...new Set([
      ...descendants(root, 'primitive').map((one) => one.get('id') ?? ''),
      ...descendants(root, 'lrm_resource').map((one) => one.get('id') ?? ''),
    ]),
    'nothing',
  ];
  const operation = (): string => {
    const task = random.pick(TASKS);
    const interval = task === 'monitor' ? random.pick(['0', '10000', '11000']) : '0';
    const suffix = random.chance(0.15) ? ':1' : '';
    return `${random.pick(resources)}${suffix}_${task}_${interval}@${random.pick(nodes)}=${random.pick(RESULTS)}`;
  };
  const known = descendants(root, 'lrm_rsc_op');
  const failure = (): string => {
    if (known.length === 0 || random.chance(0.7)) return operation();
    const entry = random.pick(known);
    return `${entry.get('operation_key')}@${random.pick(nodes)}=${random.pick(RESULTS)}`;
  };
  const events: readonly (() => string[])[] = [
    () => ['-u', random.pick([...nodes, 'extra'])],
    () => ['-d', random.pick(nodes)],
    () => ['-f', random.pick(nodes)],
    () => ['-i', operation()],
    () => ['-i', failure()],
    () => ['-F', failure()],
    () => ['-q', random.pick(['true', 'false', '1', 'no'])],
    () => ['-w', random.pick(['true', 'false'])],
    () => [random.pick(['-g', '-r', '-b', '-e']), random.pick(['ticketA', 'ticketB'])],
    () => ['-t', random.pick(['2027-01-15 08:10:00Z', '2027-02-01', '2031-05-06 07:08:09Z'])],
  ];
  const chosen: string[] = [];
  for (let i = random.between(0, 3); i > 0; i--) chosen.push(...random.pick(events)());
  chosen.push(random.chance(0.75) ? '-S' : '-R');
  for (const flag of ['-A', '-c', '-s', '-U', '-Q', '--text-fancy', '-a']) {
    if (random.chance(0.25)) chosen.push(flag);
  }
  if (random.chance(0.35)) chosen.push('--output-as=xml');
  return chosen;
}
