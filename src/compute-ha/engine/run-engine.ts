import { randomUUID } from 'node:crypto';
import { ProcessLock } from '../../cluster-shutdown/process-lock.ts';
import type { Intent } from '../../evidence/brakes/brakes.ts';
import { notify } from '../../notify/notify.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Result } from '../../result/problem.ts';
import { NoticeSender } from '../notices/notice-sender.ts';
import { Notices } from '../notices/notices.ts';
import { engineRuns, otherCloud, stateUnusable } from '../problem.ts';
import { openRecords } from '../record/records.ts';
import { ComputeEngine, type EnginePorts, type EngineWish } from './engine.ts';

/** An engine at work. */
export interface RunningEngine {
  readonly engine: ComputeEngine;
  /** Ends; what is under way is gone on with by the next one. */
  stop(): Promise<void>;
}

/** What this machine gives the engine. */
export type EngineSurroundings = Pick<EnginePorts, 'look' | 'nova' | 'bmcOf' | 'remedies' | 'log'> & {
  readonly intents: () => Promise<readonly Intent[]>;
};

/** Starts the one engine of this machine on its records; `cloud` says which one it is, by address and region. */
export function runEngine(
  wish: EngineWish & { readonly cloud: string },
  surroundings: EngineSurroundings,
): Result<RunningEngine> {
  const { stateFolder, notify: told } = wish.settings;
  const opened = openRecords(stateFolder);
  if (!opened.ok) return opened;
  const records = opened.value;
  const { nova, log } = surroundings;
  const known = records.rounds.cloud(wish.cloud);
  if (known !== wish.cloud) {
    records.end();
    return { ok: false, problems: [otherCloud(stateFolder, known, wish.cloud)] };
  }
  let lock: ReturnType<typeof ProcessLock.take>;
  try {
    lock = ProcessLock.take(stateFolder, 'engine');
  } catch (error) {
    records.end();
    return { ok: false, problems: [stateUnusable(stateFolder, failureWords(error))] };
  }
  if (!(lock instanceof ProcessLock)) {
    records.end();
    return { ok: false, problems: [engineRuns(stateFolder, lock.pid)] };
  }
  const held = lock;
  const { incidents, operators, rounds } = records;
  const now = Date.now;
  const sender = new NoticeSender({ store: records.notices, notify, now, log });
  const notices = new Notices(told, { store: records.notices, nova, now, wake: () => sender.wake() });
  const ports = { ...surroundings, incidents, operators, rounds, notices, now, newId: randomUUID };
  const engine = new ComputeEngine(wish, ports);
  sender.wake();
  engine.start();
  const stop = async (): Promise<void> => {
    await engine.stop();
    sender.stop();
    records.end();
    held.release();
  };
  return { ok: true, value: { engine, stop }, problems: [] };
}
