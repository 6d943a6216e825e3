import type { XmlElement } from '../cib/xml/element.ts';
import type { CibChange, ElementTarget } from '../controller/model/cib-change.ts';
import { DEBUG_ACTIONS, debugResource } from './debug.ts';
import { type GivenCommand, readCommand, usage, wantsHelp } from './live/command-line.ts';
import { ask, complain } from './live/connection.ts';
import { clearMoves, planMove } from './live/constraints.ts';
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
import { wallClock } from './wall-clock.ts';

const USAGE = `usage: hawser resource move RESOURCE [NODE]     prefer NODE, or leave the node it is on; undone by clear
       hawser resource ban RESOURCE [NODE]      keep off NODE, or off the node it is on; undone by clear
       hawser resource clear RESOURCE [NODE]    remove what move and ban have left
       hawser resource disable|enable RESOURCE
       hawser resource cleanup [RESOURCE] [--node NODE]    forget failures and look again
       hawser resource refresh [RESOURCE] [--node NODE]    forget all history and look again
       hawser resource failcount [RESOURCE] [--node NODE]  failures that count
       hawser resource debug-start|debug-stop|debug-monitor|debug-promote|debug-demote RESOURCE [--force]
                                                run its agent here by hand; the cluster is not told
options: --wait (until the cluster has settled), --socket PATH
         --lifetime DURATION (move, ban: it ends by itself; PT30M, PT8H, P1D), --promoted (only of that role)`;

const WORDS = [
  ...DEBUG_ACTIONS.keys(),
  'move',
  'ban',
  'clear',
  'disable',
  'enable',
  'cleanup',
  'refresh',
  'failcount',
];
/** `hawser resource`: what operators do with resources of the live cluster. */
export async function resource(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('resource', USAGE, null, EXIT.usage);
  const given = readCommand(argv, WORDS, ['node', 'lifetime'], ['wait', 'promoted', 'force']);
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
  if (DEBUG_ACTIONS.has(given.word))
    return await debugResource(given.word, live, id, given.flags.has('force'), given.socket);
  let changes: readonly CibChange[] | string;
  let said = '';
  if (given.word === 'move' || given.word === 'ban') {
    const lifetime = given.options.lifetime ?? null;
    const wish = { node, isBan: given.word === 'ban', isPromoted: given.flags.has('promoted'), lifetime };
    const planned = planMove(live.cib, id, wish, wallClock());
    changes = typeof planned === 'string' ? planned : planned.changes;
    if (typeof planned !== 'string') said = moveText(given, id, planned.node, node !== null);
  } else if (given.word === 'clear') changes = clearMoves(live.cib, id, node);
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
  process.stdout.write(said);
  return EXIT.ok;
}

/** What a constraint that was made will do, and how it ends. */
function moveText({ word, options }: GivenCommand, id: string, node: string, isNamed: boolean): string {
  const end = options.lifetime === undefined ? 'until' : `for ${options.lifetime}, or until`;
  const undo = `${end}: hawser resource clear ${id}`;
  if (word === 'move' && isNamed) return `${id} prefers ${node} ${undo}\n`;
  return `${id} will not run on ${node}, not even when no other node is left, ${undo}\n`;
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
