import { parseArgs } from 'node:util';
import { FIRST_PORT } from '../daemon/lab/lab-cib.ts';
import { type LabAnswer, type LabRequest, labFolder, labSocket } from '../daemon/lab/lab-protocol.ts';
import { askLine } from '../daemon/line-client.ts';
import { failureWords } from '../result/failure-words.ts';
import { nearMiss } from '../result/near-miss.ts';
import { complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import { status } from './status.ts';

const USAGE = `usage: hawser lab start [--nodes 3] [--port ${FIRST_PORT}]   a cluster on this machine, in this terminal, until Ctrl-C
in a second terminal:
       hawser lab kill NODE              the node loses power
       hawser lab kill-service SERVICE   the process of address, web or pair dies
       hawser lab kill-daemon NODE       Hawser itself dies on a node and is started again
       hawser lab partition NODE…        these nodes cannot reach the others any more
       hawser lab heal                   the network is whole again
       hawser lab boot NODE              the node is switched on
       hawser lab status                 nodes, power and services
       hawser lab stop                   the end
and every command for a live cluster: hawser status, hawser node standby node1, hawser explain web …`;

const WORDS = ['start', 'kill', 'kill-service', 'kill-daemon', 'partition', 'heal', 'boot', 'status', 'stop'];
const ANSWER_MS = 60_000;
const MOST_NODES = 16;

/** `hawser lab`: the demonstration cluster. */
export async function lab(argv: readonly string[]): Promise<number> {
  const [word, ...rest] = argv;
  switch (word) {
    case 'start':
      return await start(rest);
    case 'status':
      return await showStatus();
    case 'heal':
    case 'stop':
      return await tell({ kind: word });
    case 'kill':
    case 'kill-daemon':
    case 'boot': {
      const [node] = rest;
      if (node === undefined || rest.length > 1) return usage(`name one node: hawser lab ${word} node2`);
      return await tell({ kind: word, node });
    }
    case 'kill-service': {
      const [service] = rest;
      if (service === undefined || rest.length > 1)
        return usage('name one service: hawser lab kill-service web');
      return await tell({ kind: word, service });
    }
    case 'partition':
      if (rest.length === 0) return usage('name the nodes to cut off: hawser lab partition node1');
      return await tell({ kind: word, nodes: rest });
    case '--help':
    case '-h':
      process.stdout.write(`${USAGE}\n`);
      return EXIT.ok;
    case undefined:
      return usage('say what to do');
    default: {
      const meant = nearMiss(word, WORDS);
      return usage(`there is no ${word} here${meant === null ? '' : `; did you mean ${meant}?`}`);
    }
  }
}

function usage(message: string): number {
  process.stderr.write(`hawser lab: ${message}\n${USAGE}\n`);
  return EXIT.usage;
}

async function askLab(request: LabRequest): Promise<LabAnswer | number> {
  const answer = await askLine(labSocket(), request, ANSWER_MS);
  if (answer.ok) return answer.value as LabAnswer;
  if (answer.problems.some(({ code }) => code === 'HWS-DMN-001')) {
    process.stderr.write(
      'hawser lab: no demonstration cluster runs; start one in another terminal: hawser lab start\n',
    );
    return EXIT.noCluster;
  }
  complain('lab', answer.problems);
  return exitCodeOf(answer.problems);
}

async function tell(request: LabRequest): Promise<number> {
  const answer = await askLab(request);
  if (typeof answer === 'number') return answer;
  if (answer.kind === 'failed') {
    process.stderr.write(`hawser lab: ${answer.error}\n`);
    return EXIT.failed;
  }
  if (answer.kind === 'done') process.stdout.write(`${answer.text}\n`);
  return EXIT.ok;
}

async function showStatus(): Promise<number> {
  const answer = await askLab({ kind: 'lab-status' });
  if (typeof answer === 'number') return answer;
  if (answer.kind !== 'lab') return EXIT.failed;
  const hasParts = new Set(answer.nodes.map(({ part }) => part)).size > 1;
  for (const { name, power, daemon, processes, part } of answer.nodes) {
    const cut = hasParts ? `, network part ${part + 1}` : '';
    process.stdout.write(`${name}: power ${power}, daemon ${daemon}, ${processes} processes${cut}\n`);
  }
  process.stdout.write(`\n${answer.endpoints.join('\n')}\n\n`);
  return await status([]);
}

async function start(argv: readonly string[]): Promise<number> {
  let nodes: number;
  let port: number;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        nodes: { type: 'string', default: '3' },
        port: { type: 'string', default: String(FIRST_PORT) },
      },
    });
    nodes = Number(values.nodes);
    port = Number(values.port);
  } catch (error) {
    return usage(failureWords(error));
  }
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MOST_NODES)
    return usage(`--nodes is 1 to ${MOST_NODES}`);
  if (!Number.isInteger(port) || port < 1 || port > 65_532)
    return usage('--port is the first of three TCP ports');
  const [{ Lab }, { default: about }] = await Promise.all([
    import('../daemon/lab/lab.ts'),
    import('../../package.json', { with: { type: 'json' } }),
  ]);
  const say = (line: string): void => {
    process.stdout.write(`${new Date().toISOString().slice(11, 23)}  ${line}\n`);
  };
  const demonstration = new Lab({ folder: labFolder(), nodes, firstPort: port, version: about.version, say });
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const problem = await demonstration.start();
  if (problem !== null) {
    complain('lab', [problem]);
    return EXIT.failed;
  }
  say(
    'try in a second terminal: hawser lab kill-service web, hawser lab kill node2, hawser lab partition node1, hawser status',
  );
  await Promise.race([interrupted, demonstration.ended]);
  await demonstration.close();
  return EXIT.ok;
}
