/**
 * Runs on the client's host and probes the services without pause; every observation goes out as one JSON line, see
 * probe-protocol.ts. `node probe-process.ts DEVICE ADDRESS…`: the addresses are asked for by ARP.
 */
import { createConnection } from 'node:net';
import { ArpSocket } from './arp-socket.ts';
import { ARP_SENDERS, WEB } from './lab-plan.ts';
import type { Observation } from './probe-protocol.ts';

/** How often a probe is sent, ms. */
const EVERY_MS = 20;
const ANSWER_WITHIN_MS = 1000;
/** ARP rounds that can be told apart at one time. */
const SENDERS = 250;
/** Answers to a round that come later than so many rounds are not awaited. */
const ROUNDS_AWAITED = 25;

const [device = '', ...addresses] = process.argv.slice(2);
const arp = new ArpSocket(device);
/** Who answered to the round of each sender address, by service address. */
const answered = new Map<string, Map<string, Set<string>>>();
const rounds: { at: number; askedBy: string }[] = [];
let round = 0;

function tell(observation: Observation): void {
  process.stdout.write(`${JSON.stringify(observation)}\n`);
}

function arpRound(): void {
  for (const { address, hardwareAddress, askedBy } of arp.replies()) {
    answered.get(askedBy)?.get(address)?.add(hardwareAddress);
  }
  const askedBy = `${ARP_SENDERS}.${1 + (round++ % SENDERS)}`;
  answered.set(askedBy, new Map(addresses.map((address) => [address, new Set()])));
  rounds.push({ at: Date.now(), askedBy });
  for (const address of addresses) arp.ask(address, askedBy);
  if (rounds.length <= ROUNDS_AWAITED) return;
  const { at, askedBy: oldest } = rounds.shift() as { at: number; askedBy: string };
  for (const [address, from] of answered.get(oldest) ?? [])
    tell({ kind: 'arp', at, address, from: [...from] });
  answered.delete(oldest);
}

/** A new connection to the web server, which answers with the name of its host. */
function webProbe(): void {
  const at = Date.now();
  let text = '';
  const socket = createConnection({ host: WEB.address, port: WEB.port });
  const finish = (from: string | null, why: string): void => {
    if (socket.destroyed) return;
    socket.destroy();
    tell({ kind: 'web', at, tookMs: Date.now() - at, from, why });
  };
  socket.setTimeout(ANSWER_WITHIN_MS, () => finish(null, 'no answer'));
  socket.setEncoding('utf8');
  socket.on('connect', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
  socket.on('data', (piece: string) => {
    text += piece;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => finish(null, error.code ?? error.message));
  socket.on('end', () => {
    const body = /^HTTP\/1\.1 200 .*\r\n\r\n(\S+)\s*$/s.exec(text);
    finish(body?.[1] ?? null, 'no such page');
  });
}

/** Keeps to the clock: a turn that comes late does not put off the next. */
function turn(due: number): void {
  arpRound();
  webProbe();
  const next = Math.max(due + EVERY_MS, performance.now());
  setTimeout(() => turn(next), Math.max(0, next - performance.now()));
}

turn(performance.now());
