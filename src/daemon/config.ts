import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { DEFAULT_SOCKET, daemonProblem } from './protocol.ts';

/** Levels of the log, the quietest last. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** How a daemon is set up; every value but the engine's has a default that suits a distribution's package. */
export interface DaemonConfig {
  readonly engine:
    | { readonly kind: 'corosync'; readonly group: string }
    /** One node without Corosync. */
    | { readonly kind: 'embedded'; readonly nodeId: number; readonly name: string };
  /** CIB and history. */
  readonly stateFolder: string;
  /** Sockets and what does not outlive a reboot. */
  readonly runtimeFolder: string;
  readonly socket: { readonly path: string; readonly mode: number; readonly group: string | null };
  readonly log: { readonly level: (typeof LOG_LEVELS)[number]; readonly format: 'text' | 'json' };
  /** Where Prometheus finds metrics; `null` for nowhere. */
  readonly metrics: { readonly address: string; readonly port: number } | null;
  /** Watchdog device that resets this node when the daemon hangs or the node must not go on; `null` for none. */
  readonly watchdog: string | null;
  /** Time from its last feeding to the reset, s. */
  readonly watchdogSeconds: number;
  /** Without a watchdog, a node that must not go on resets itself at once; else it stops its services. */
  readonly resetsItself: boolean;
  /** After so long a hand-over at the end is given up, ms. */
  readonly stopTimeoutMs: number;
  readonly agents: {
    readonly ocfRoot: string;
    readonly fenceFolders: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
}

const DEFAULTS: DaemonConfig = {
  engine: { kind: 'corosync', group: 'hawser' },
  stateFolder: '/var/lib/hawser',
  runtimeFolder: '/run/hawser',
  socket: { path: DEFAULT_SOCKET, mode: 0o660, group: 'haclient' },
  log: { level: 'info', format: 'text' },
  metrics: { address: '127.0.0.1', port: 9664 },
  watchdog: null,
  watchdogSeconds: 10,
  resetsItself: false,
  stopTimeoutMs: 1_200_000,
  agents: { ocfRoot: '/usr/lib/ocf', fenceFolders: ['/usr/sbin', '/usr/bin'], environment: {} },
};

/** Reads the daemon's configuration, JSON; without a file the defaults. */
export function readDaemonConfig(path: string | null): Result<DaemonConfig> {
  if (path === null) return { ok: true, value: DEFAULTS, problems: [] };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = failureWords(error);
    return failed([
      wrong(path, `it cannot be read: ${why}`, 'Correct the file, or name another with --config'),
    ]);
  }
  return judgeConfig(value, path);
}

/** Puts what is given above the defaults; everything that is wrong is named at once. */
export function judgeConfig(value: unknown, path: string): Result<DaemonConfig> {
  const problems: Problem[] = [];
  const given = new Given(path, '', value, problems);
  const engine = given.part('engine');
  const kind = engine.oneOf('kind', ['corosync', 'embedded'] as const, 'corosync');
  const socket = given.part('socket');
  const log = given.part('log');
  const metrics = given.part('metrics');
  const agents = given.part('agents');
  const runtimeFolder = given.text('runtimeFolder', DEFAULTS.runtimeFolder);
  const config: DaemonConfig = {
    engine:
      kind === 'corosync'
        ? { kind, group: engine.text('group', 'hawser') }
        : { kind, nodeId: engine.integer('nodeId', 1, 1), name: engine.text('name', 'localhost') },
    stateFolder: given.text('stateFolder', DEFAULTS.stateFolder),
    runtimeFolder,
    socket: {
      path: socket.text('path', join(runtimeFolder, 'hawser.sock')),
      mode: socket.mode('mode', DEFAULTS.socket.mode),
      group: socket.textOrNull('group', DEFAULTS.socket.group),
    },
    log: {
      level: log.oneOf('level', LOG_LEVELS, DEFAULTS.log.level),
      format: log.oneOf('format', ['text', 'json'] as const, DEFAULTS.log.format),
    },
    metrics: given.isNull('metrics')
      ? null
      : { address: metrics.text('address', '127.0.0.1'), port: metrics.integer('port', 9664, 0) },
    watchdog: given.textOrNull('watchdog', null),
    watchdogSeconds: given.integer('watchdogSeconds', DEFAULTS.watchdogSeconds, 3),
    resetsItself: given.flag('resetsItself', false),
    stopTimeoutMs: given.integer('stopTimeoutMs', DEFAULTS.stopTimeoutMs, 0),
    agents: {
      ocfRoot: agents.text('ocfRoot', DEFAULTS.agents.ocfRoot),
      fenceFolders: agents.texts('fenceFolders', DEFAULTS.agents.fenceFolders),
      environment: agents.dictionary('environment'),
    },
  };
  for (const part of [given, engine, socket, log, metrics, agents]) part.complainAboutRest();
  return problems.length > 0 ? failed(problems) : { ok: true, value: config, problems: [] };
}

function failed(problems: readonly Problem[]): Result<DaemonConfig> {
  return { ok: false, problems };
}

function wrong(path: string, message: string, hint: string): Problem {
  return daemonProblem('HWS-DMN-006', `${path}: ${message}`, hint);
}

/** One object of the file: hands out its values and remembers which were asked for. */
class Given {
  readonly #path: string;
  readonly #name: string;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #problems: Problem[];
  readonly #asked = new Set<string>();

  constructor(path: string, name: string, value: unknown, problems: Problem[]) {
    this.#path = path;
    this.#name = name;
    this.#problems = problems;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject && value !== undefined && value !== null) this.#complain('is no object');
    this.#values = new Map(isObject ? Object.entries(value) : []);
  }

  part(name: string): Given {
    this.#asked.add(name);
    return new Given(
      this.#path,
      this.#name === '' ? name : `${this.#name}.${name}`,
      this.#values.get(name),
      this.#problems,
    );
  }

  isNull(name: string): boolean {
    return this.#values.get(name) === null;
  }

  text(name: string, fallback: string): string {
    const value = this.#take(name);
    if (value === undefined) return fallback;
    if (typeof value === 'string' && value !== '') return value;
    this.#complain(`${name} is to be a text`);
    return fallback;
  }

  textOrNull(name: string, fallback: string | null): string | null {
    this.#asked.add(name);
    return this.isNull(name) ? null : this.#values.has(name) ? this.text(name, fallback ?? '') : fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#take(name);
    if (value === undefined || typeof value === 'boolean') return value ?? fallback;
    this.#complain(`${name} is to be true or false`);
    return fallback;
  }

  integer(name: string, fallback: number, least: number): number {
    const value = this.#take(name);
    if (value === undefined) return fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    this.#complain(`${name} is to be a whole number of at least ${least}`);
    return fallback;
  }

  /** File mode as octal text, `"0660"`. */
  mode(name: string, fallback: number): number {
    const value = this.#take(name);
    if (value === undefined) return fallback;
    if (typeof value === 'string' && /^0?[0-7]{3}$/.test(value)) return Number.parseInt(value, 8);
    this.#complain(`${name} is to be an octal file mode as text, "0660"`);
    return fallback;
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.#take(name);
    const chosen = choices.find((choice) => choice === value);
    if (value === undefined || chosen !== undefined) return chosen ?? fallback;
    this.#complain(`${name} is to be one of ${choices.join(', ')}`);
    return fallback;
  }

  texts(name: string, fallback: readonly string[]): readonly string[] {
    const value = this.#take(name);
    if (value === undefined) return fallback;
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
    this.#complain(`${name} is to be a list of texts`);
    return fallback;
  }

  dictionary(name: string): Readonly<Record<string, string>> {
    const value = this.#take(name);
    if (value === undefined) return {};
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
        return Object.fromEntries(entries);
      }
    }
    this.#complain(`${name} is to be an object of texts`);
    return {};
  }

  complainAboutRest(): void {
    for (const name of this.#values.keys()) {
      if (!this.#asked.has(name))
        this.#complain(`${name} is not known; known are ${[...this.#asked].join(', ')}`);
    }
  }

  #take(name: string): unknown {
    this.#asked.add(name);
    return this.#values.get(name);
  }

  #complain(what: string): void {
    const where = this.#name === '' ? '' : `${this.#name}: `;
    this.#problems.push(wrong(this.#path, `${where}${what}`, 'Correct the file'));
  }
}
