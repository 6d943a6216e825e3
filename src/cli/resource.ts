import type { XmlElement } from '../cib/xml/element.ts';
import type { CibChange, ElementTarget } from '../controller/model/cib-change.ts';
import { type GivenCommand, readCommand, usage, wantsHelp } from './live/command-line.ts';
import { ask, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import {
  changeLiveCib,
  type LiveCib,
  nodeNames,
  readLiveCib,
  resourceElements,
  unknownText,
} from './live/live-cib.ts';
import { settled } from './live/settled.ts';
import { localOffset, wallClock } from './wall-clock.ts';

const USAGE = `usage: hawser resource move RESOURCE [NODE]     prefer NODE, or leave the node it is on; undone by clear
       hawser resource clear RESOURCE           remove what move has left
       hawser resource disable|enable RESOURCE
       hawser resource cleanup [RESOURCE] [--node NODE]    forget failures and look again
       hawser resource refresh [RESOURCE] [--node NODE]    forget all history and look again
       hawser resource failcount [RESOURCE] [--node NODE]  failures that count
options: --wait (until the cluster has settled), --socket PATH`;

const WORDS = ['move', 'clear', 'disable', 'enable', 'cleanup', 'refresh', 'failcount'];
const CONSTRAINTS: ElementTarget = {
  by: 'path',
  path: [
    { element: 'configuration', id: null },
    { element: 'constraints', id: null },
  ],
};

/** `hawser resource`: what operators do with resources of the live cluster. */
export async function resource(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('resource', USAGE, null, EXIT.usage);
  const given = readCommand(argv, WORDS, ['node'], ['wait']);
  if (typeof given === 'string') return usage('resource', USAGE, given, EXIT.usage);
  const live = await readLiveCib(given.socket);
  if (!live.ok) {
    complain('resource', live.problems);
    return exitCodeOf(live.problems);
  }
  const known = resourceElements(live.value.cib);
  const nodes = nodeNames(live.value.cib);
  const [id, target] = given.positionals;
  const node = given.options.node ?? target ?? null;
  if (id !== undefined && !known.has(id)) {
    process.stderr.write(`hawser resource: ${unknownText('resource', id, [...known.keys()])}\n`);
    return EXIT.failed;
  }
  if (node !== null && !nodes.includes(node)) {
    process.stderr.write(`hawser resource: ${unknownText('node', node, nodes)}\n`);
    return EXIT.failed;
  }
  const code = await perform(given, live.value, known, id ?? null, node);
  return code === EXIT.ok && given.flags.has('wait') ? await settled(given.socket) : code;
}

async function perform(
  given: GivenCommand,
  live: LiveCib,
  known: ReadonlyMap<string, XmlElement>,
  id: string | null,
  node: string | null,
): Promise<number> {
  if (given.word === 'failcount') return showFailCounts(live, id, node);
  if (given.word === 'cleanup' || given.word === 'refresh') {
    const request = { kind: 'clear-history', mode: given.word, resource: id, node, operation: null } as const;
    const answer = await ask(request, given.socket);
    if (answer.ok) return EXIT.ok;
    complain('resource', answer.problems);
    return exitCodeOf(answer.problems);
  }
  const element = id === null ? undefined : known.get(id);
  if (id === null || element === undefined) return usage('resource', USAGE, 'name a resource', EXIT.usage);
  let changes: readonly CibChange[] | string;
  if (given.word === 'move') changes = await moveChanges(live, id, node);
  else if (given.word === 'clear') changes = clearChanges(live, id);
  else changes = roleChanges(element, id, given.word === 'disable');
  if (typeof changes === 'string') {
    process.stderr.write(`hawser resource: ${changes}\n`);
    return EXIT.failed;
  }
  if (changes.length === 0) {
    process.stdout.write(`Nothing to do: ${id} is as wanted already.\n`);
    return EXIT.ok;
  }
  const problems = await changeLiveCib(changes, live.version, given.socket);
  complain('resource', problems);
  if (problems.length > 0) return exitCodeOf(problems);
  if (given.word === 'move') {
    process.stdout.write(`A constraint holds ${id} there until it is removed: hawser resource clear ${id}\n`);
  }
  return EXIT.ok;
}

/** A preference for a node, or a ban of the one it is on. */
async function moveChanges(
  live: LiveCib,
  id: string,
  node: string | null,
): Promise<readonly CibChange[] | string> {
  const changes = [...clearChanges(live, id)];
  let xml: string;
  if (node !== null) {
    xml = `<rsc_location id="cli-prefer-${id}" rsc="${id}" role="Started" node="${node}" score="INFINITY"/>`;
  } else {
    const running = await nodesOf(live, id);
    const [at] = running;
    if (at === undefined) return `${id} runs nowhere; name the node to move it to`;
    if (running.length > 1) return `${id} runs on ${running.length} nodes; name the node to move it to`;
    xml = `<rsc_location id="cli-ban-${id}-on-${at.name}" rsc="${id}" role="Started" node="${at.name}" score="-INFINITY"/>`;
    process.stderr.write(
      `hawser resource: ${id} will not run on ${at.name} any more, not even when no other node is left, until: hawser resource clear ${id}\n`,
    );
  }
  changes.push({ kind: 'create-element', parent: CONSTRAINTS, xml, position: 'last' });
  return changes;
}

/** Nodes a resource runs on. Only here the scheduler is needed, which takes time to load. */
async function nodesOf({ cib }: LiveCib, id: string): Promise<readonly { readonly name: string }[]> {
  const { schedule } = await import('../scheduler/schedule.ts');
  const { effectiveNow } = await import('../scheduler/unpack/effective-time.ts');
  const { findResource } = await import('../scheduler/unpack/find.ts');
  const now = effectiveNow(cib, null, wallClock(), localOffset);
  const cluster = schedule(cib, now, { keepReasons: false, recordScores: false, recordUtilization: false });
  return findResource(cluster, id)?.runningOn ?? [];
}

function clearChanges(live: LiveCib, id: string): CibChange[] {
  const constraints = live.cib.root.first('configuration')?.first('constraints');
  const changes: CibChange[] = [];
  for (const element of constraints?.elements('rsc_location') ?? []) {
    const own = element.get('id') ?? '';
    if (element.get('rsc') !== id || !/^cli-(?:prefer|ban)-/.test(own)) continue;
    changes.push({
      kind: 'delete-element',
      target: { by: 'id', id: own, element: 'rsc_location' },
      isOptional: true,
    });
  }
  return changes;
}

/** Disabling is target-role Stopped; enabling removes the target role. */
function roleChanges(element: XmlElement, id: string, disable: boolean): CibChange[] {
  const set = element.first('meta_attributes');
  let pair: XmlElement | null = null;
  for (const candidate of set?.elements('nvpair') ?? [])
    if (candidate.get('name') === 'target-role') pair = candidate;
  const pairId = pair?.get('id') ?? null;
  if (!disable) {
    if (pairId === null) return [];
    return [
      { kind: 'delete-element', target: { by: 'id', id: pairId, element: 'nvpair' }, isOptional: true },
    ];
  }
  if (pair?.get('value') === 'Stopped') return [];
  if (pairId !== null) {
    const target: ElementTarget = { by: 'id', id: pairId, element: 'nvpair' };
    return [{ kind: 'modify-element', target, set: { value: 'Stopped' }, unset: [] }];
  }
  const setId = set?.get('id') ?? `${id}-meta_attributes`;
  const nvpair = `<nvpair id="${setId}-target-role" name="target-role" value="Stopped"/>`;
  if (set !== null) {
    return [
      {
        kind: 'create-element',
        parent: { by: 'id', id: setId, element: 'meta_attributes' },
        xml: nvpair,
        position: 'last',
      },
    ];
  }
  const xml = `<meta_attributes id="${setId}">${nvpair}</meta_attributes>`;
  return [{ kind: 'create-element', parent: { by: 'id', id, element: element.name }, xml, position: 'last' }];
}

function showFailCounts(live: LiveCib, id: string | null, node: string | null): number {
  let isAny = false;
  for (const state of live.cib.root.first('status')?.elements('node_state') ?? []) {
    const name = state.get('uname') ?? state.get('id') ?? '?';
    if (node !== null && name !== node) continue;
    for (const set of state.first('transient_attributes')?.elements('instance_attributes') ?? []) {
      for (const pair of set.elements('nvpair')) {
        const match = /^fail-count-(.+?)#(.+)_(\d+)$/.exec(pair.get('name') ?? '');
        if (match === null || (id !== null && match[1] !== id)) continue;
        isAny = true;
        const every = match[3] === '0' ? '' : ` every ${Number(match[3]) / 1000} s`;
        process.stdout.write(`${name}: ${match[1]} ${match[2]}${every}: ${pair.get('value') ?? '?'}\n`);
      }
    }
  }
  if (!isAny) process.stdout.write('No failures count.\n');
  return EXIT.ok;
}
