import { baseEnvironment } from '../agent-environment.ts';
import type { ChildRunner } from '../child/child-runner.ts';
import type { ExecutorSettings } from '../settings.ts';

/** What systemd says about a unit. */
export interface UnitState {
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error` … */
  readonly loadState: string;
  /** `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`. */
  readonly activeState: string;
  readonly subState: string;
  /** A job of the unit is waiting or running. */
  readonly hasJob: boolean;
  readonly dropIns: readonly string[];
  readonly needsReload: boolean;
}

/** A unit that can be listed. */
export interface UnitFile {
  readonly name: string;
  /** `enabled`, `disabled`, `static`, `masked` … */
  readonly state: string;
}

/** An answer of systemd, or why there is none. */
export type BusAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: 'unreachable' | 'refused' | 'timeout'; readonly reason: string };

/** The part of systemd's D-Bus interface we need. */
export interface SystemdBus {
  unitState(unit: string, timeoutMs: number): Promise<BusAnswer<UnitState>>;
  /** Queues a job. */
  startUnit(unit: string, timeoutMs: number): Promise<BusAnswer<null>>;
  stopUnit(unit: string, timeoutMs: number): Promise<BusAnswer<null>>;
  restartUnit(unit: string, timeoutMs: number): Promise<BusAnswer<null>>;
  /** Makes systemd read unit files and drop-ins anew. */
  reload(timeoutMs: number): Promise<BusAnswer<null>>;
  listUnitFiles(timeoutMs: number): Promise<BusAnswer<readonly UnitFile[]>>;
}

const SERVICE = 'org.freedesktop.systemd1';
const MANAGER = ['/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager'] as const;
const UNIT = 'org.freedesktop.systemd1.Unit';
const PROPERTIES = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Job',
  'DropInPaths',
  'NeedDaemonReload',
] as const;

/** Lists of units on large machines. */
const ANSWER_LIMIT = 4 << 20;

/** Speaks to systemd by way of `busctl`, one child a call (docs/decisions/0081). */
export class BusctlSystemdBus implements SystemdBus {
  readonly #settings: ExecutorSettings;
  readonly #children: ChildRunner;
  readonly #paths = new Map<string, string>();
  #reload: { readonly answer: Promise<BusAnswer<null>>; isBegun: boolean } | null = null;
  #reloading: Promise<unknown> = Promise.resolve();

  constructor(settings: ExecutorSettings, children: ChildRunner) {
    this.#settings = settings;
    this.#children = children;
  }

  async unitState(unit: string, timeoutMs: number): Promise<BusAnswer<UnitState>> {
    const path = await this.#unitPath(unit, timeoutMs);
    if (!path.ok) return path;
    const answer = await this.#busctl(['get-property', SERVICE, path.value, UNIT, ...PROPERTIES], timeoutMs);
    if (!answer.ok) return answer;
    const values = answer.value
      .split('\n')
      .filter((line) => line !== '')
      .map(dataIn);
    const [loadState, activeState, subState, job, dropIns, needsReload] = values;
    if (typeof loadState !== 'string' || typeof activeState !== 'string' || typeof subState !== 'string') {
      return { ok: false, kind: 'refused', reason: `systemd answered ${answer.value.slice(0, 200)}` };
    }
    return {
      ok: true,
      value: {
        loadState,
        activeState,
        subState,
        hasJob: Array.isArray(job) && typeof job[0] === 'number' && job[0] !== 0,
        dropIns: Array.isArray(dropIns) ? dropIns.filter((path) => typeof path === 'string') : [],
        needsReload: needsReload === true,
      },
    };
  }

  startUnit(unit: string, timeoutMs: number): Promise<BusAnswer<null>> {
    return this.#job('StartUnit', unit, timeoutMs);
  }

  stopUnit(unit: string, timeoutMs: number): Promise<BusAnswer<null>> {
    return this.#job('StopUnit', unit, timeoutMs);
  }

  restartUnit(unit: string, timeoutMs: number): Promise<BusAnswer<null>> {
    return this.#job('RestartUnit', unit, timeoutMs);
  }

  /** Calls that come while one is waiting for its turn share it: a reload reads everything. */
  reload(timeoutMs: number): Promise<BusAnswer<null>> {
    if (this.#reload !== null && !this.#reload.isBegun) return this.#reload.answer;
    const before = this.#reloading;
    const entry = {
      isBegun: false,
      answer: before.then(async (): Promise<BusAnswer<null>> => {
        entry.isBegun = true;
        const answer = await this.#busctl(['call', SERVICE, ...MANAGER, 'Reload'], timeoutMs);
        return answer.ok ? { ok: true, value: null } : answer;
      }),
    };
    this.#reload = entry;
    this.#reloading = entry.answer;
    return entry.answer;
  }

  async listUnitFiles(timeoutMs: number): Promise<BusAnswer<readonly UnitFile[]>> {
    const answer = await this.#busctl(['call', SERVICE, ...MANAGER, 'ListUnitFiles'], timeoutMs);
    if (!answer.ok) return answer;
    const data = dataIn(answer.value);
    const rows: unknown = Array.isArray(data) ? data[0] : null;
    const units: UnitFile[] = [];
    for (const row of Array.isArray(rows) ? rows : []) {
      if (!Array.isArray(row) || typeof row[0] !== 'string' || typeof row[1] !== 'string') continue;
      units.push({ name: row[0].slice(row[0].lastIndexOf('/') + 1), state: row[1] });
    }
    return { ok: true, value: units };
  }

  async #job(method: string, unit: string, timeoutMs: number): Promise<BusAnswer<null>> {
    const words = ['call', SERVICE, ...MANAGER, method, 'ss', unit, 'replace'];
    const answer = await this.#busctl(words, timeoutMs);
    return answer.ok ? { ok: true, value: null } : answer;
  }

  /** Object path of a unit; loading one that does not exist succeeds, too. The path follows from the name alone. */
  async #unitPath(unit: string, timeoutMs: number): Promise<BusAnswer<string>> {
    const known = this.#paths.get(unit);
    if (known !== undefined) return { ok: true, value: known };
    const answer = await this.#busctl(['call', SERVICE, ...MANAGER, 'LoadUnit', 's', unit], timeoutMs);
    if (!answer.ok) return answer;
    const data = dataIn(answer.value);
    const path: unknown = Array.isArray(data) ? data[0] : null;
    if (typeof path !== 'string') {
      return { ok: false, kind: 'refused', reason: `systemd answered ${answer.value.slice(0, 200)}` };
    }
    this.#paths.set(unit, path);
    return { ok: true, value: path };
  }

  async #busctl(words: readonly string[], timeoutMs: number): Promise<BusAnswer<string>> {
    const child = await this.#children.run({
      program: this.#settings.busctl,
      arguments: ['--system', '--json=short', '--no-pager', ...words],
      environment: { ...baseEnvironment(this.#settings), LC_ALL: 'C' },
      input: null,
      timeoutMs,
      outputLimit: ANSWER_LIMIT,
    });
    if (child.startError !== null) {
      const reason = `${this.#settings.busctl} could not be started: ${child.startError}`;
      return { ok: false, kind: 'unreachable', reason };
    }
    if (child.isTimeout || child.isAborted) {
      return { ok: false, kind: 'timeout', reason: `systemd did not answer within ${timeoutMs} ms` };
    }
    if (child.exitCode === 0) return { ok: true, value: child.stdout };
    const reason = child.stderr.trim().replace(/^Call failed: /, '');
    const isUnreachable = /Failed to (connect|set bus address)|not been booted/.test(child.stderr);
    return { ok: false, kind: isUnreachable ? 'unreachable' : 'refused', reason };
  }
}

/** The `data` of one line of busctl's JSON; `undefined` when it is none. */
function dataIn(line: string): unknown {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null && 'data' in parsed) return parsed.data;
  } catch {
    // Told by the undefined value.
  }
  return undefined;
}
