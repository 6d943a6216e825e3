import type { DaemonRequest } from '../daemon/protocol.ts';
import { readCommand, usage, wantsHelp } from './live/command-line.ts';
import { ask, askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import { nodeNames, readLiveCib, unknownText } from './live/live-cib.ts';
import { settled } from './live/settled.ts';

const USAGE = `usage: hawser node standby|unstandby NODE…           run nothing on it; run things there again
       hawser node maintenance|unmaintenance NODE…   leave its resources alone; manage them again
       hawser node stop NODE                         hand its resources over, then end its daemon
       hawser node attribute NODE NAME [VALUE] [--delete] [--transient]
options: --all (instead of nodes), --wait (until the cluster has settled), --socket PATH`;

const WORDS = ['standby', 'unstandby', 'maintenance', 'unmaintenance', 'stop', 'attribute'];

/** `hawser node`: states and attributes of nodes. */
export async function node(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage('node', USAGE, null, EXIT.usage);
  const given = readCommand(argv, WORDS, [], ['all', 'wait', 'delete', 'transient']);
  if (typeof given === 'string') return usage('node', USAGE, given, EXIT.usage);
  const live = await readLiveCib(given.socket);
  if (!live.ok) {
    complain('node', live.problems);
    return exitCodeOf(live.problems);
  }
  const known = nodeNames(live.value.cib);
  const isAttribute = given.word === 'attribute';
  const nodes = given.flags.has('all')
    ? known
    : isAttribute
      ? given.positionals.slice(0, 1)
      : given.positionals;
  if (nodes.length === 0) return usage('node', USAGE, `name a node: ${known.join(', ')}`, EXIT.usage);
  for (const name of nodes) {
    if (!known.includes(name)) {
      process.stderr.write(`hawser node: ${unknownText('node', name, known)}\n`);
      return EXIT.failed;
    }
  }
  const lifetime = given.flags.has('transient') ? 'transient' : 'permanent';
  if (isAttribute) {
    const [, name, value] = given.positionals;
    if (name === undefined) return usage('node', USAGE, 'name an attribute', EXIT.usage);
    const isChange = value !== undefined || given.flags.has('delete');
    if (!isChange) {
      const read = await askFor(
        'attributes',
        { kind: 'read-attribute', node: nodes[0] as string, name, lifetime },
        given.socket,
      );
      if (read.ok)
        for (const one of read.value.values)
          process.stdout.write(`${one.node}: ${one.value ?? '(not set)'}\n`);
      else complain('node', read.problems);
      return read.ok ? EXIT.ok : exitCodeOf(read.problems);
    }
    return await perform(
      { kind: 'set-attribute', nodes, name, value: value ?? null, lifetime, dampeningMs: null },
      given.socket,
    );
  }
  for (const name of nodes) {
    const code = await perform(requestFor(given.word, name), given.socket);
    if (code !== EXIT.ok) return code;
  }
  if (given.flags.has('wait')) return await settled(given.socket);
  return EXIT.ok;
}

function requestFor(word: string, node: string): DaemonRequest {
  if (word === 'stop') return { kind: 'shutdown-node', node };
  const isOn = word === 'standby' || word === 'maintenance';
  const name = word.endsWith('standby') ? 'standby' : 'maintenance';
  const value = isOn ? (name === 'standby' ? 'on' : 'true') : null;
  return { kind: 'set-attribute', nodes: [node], name, value, lifetime: 'permanent', dampeningMs: null };
}

async function perform(request: DaemonRequest, socket: string | null): Promise<number> {
  const answer = await ask(request, socket);
  if (answer.ok) return EXIT.ok;
  complain('node', answer.problems);
  return exitCodeOf(answer.problems);
}
