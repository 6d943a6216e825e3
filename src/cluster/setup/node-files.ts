import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConf } from '../../corosync/conf/document.ts';
import { readConfiguration } from '../../corosync/conf/read-configuration.ts';
import type { ConfiguredNode } from '../../corosync/engine.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem, Result } from '../../result/problem.ts';
import type { Machine } from './machine.ts';
import { setupProblem } from './problem.ts';

export const COROSYNC_CONF = '/etc/corosync/corosync.conf';
export const AUTHKEY = '/etc/corosync/authkey';
/** CIB, history and the like of a node. */
export const STATE_FOLDER = '/var/lib/hawser';
const BACKUPS = '/var/backups/hawser';
const KEY_BYTES = 256;

/** What makes a machine a node of a cluster: the same on all of them. */
export interface NodeFiles {
  readonly configuration: string;
  readonly authkey: Uint8Array;
}

/** The files of a new cluster. */
export function newNodeFiles(configuration: string, machine: Machine): NodeFiles {
  return { configuration, authkey: machine.random(KEY_BYTES) };
}

/** Files that another node was given in a folder. */
export function readNodeFiles(
  folder: string,
): Result<{ files: NodeFiles; nodes: readonly ConfiguredNode[] }> {
  const path = join(folder, 'corosync.conf');
  try {
    const configuration = readFileSync(path, 'utf8');
    const authkey = readFileSync(join(folder, 'authkey'));
    const document = parseConf(configuration);
    if (!document.ok) return document;
    const read = readConfiguration(document.value);
    if (!read.ok) return read;
    const value = { files: { configuration, authkey }, nodes: read.value.nodes };
    return { ok: true, value, problems: read.problems };
  } catch (error) {
    return { ok: false, problems: [unusable(folder, error)] };
  }
}

/** Puts the files into a folder, to be carried to the other nodes; only its owner may read them. */
export function exportNodeFiles({ configuration, authkey }: NodeFiles, folder: string): Problem | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(join(folder, 'corosync.conf'), configuration, 0o644);
    writeWhole(join(folder, 'authkey'), authkey, 0o400);
    return null;
  } catch (error) {
    return unusable(folder, error);
  }
}

/** The cluster this machine is a node of already; `null` for none. What a distribution ships as a sample is none. */
export function clusterHere(machine: Machine): string | null {
  const path = machine.root + COROSYNC_CONF;
  if (existsSync(join(machine.root + STATE_FOLDER, 'cib'))) return `it has a CIB in ${STATE_FOLDER}`;
  if (!existsSync(path)) return null;
  const document = parseConf(readFileSync(path, 'utf8'));
  const read = document.ok ? readConfiguration(document.value) : document;
  if (!read.ok) return `${COROSYNC_CONF} is there, and cannot be read`;
  const { nodes, clusterName } = read.value;
  const isSample = nodes.every(({ addresses }) => addresses.every((one) => /^(?:127\.|::1$)/.test(one)));
  if (isSample) return null;
  return `${COROSYNC_CONF} has the cluster ${clusterName || 'without name'} of ${nodes.map(({ name }) => name).join(', ')}`;
}

/** Makes this machine a node; what was there before is kept. Answers with where, `null` for nothing to keep. */
export function installNodeFiles(files: NodeFiles, machine: Machine): Result<string | null> {
  const kept = setAside(machine);
  if (!kept.ok) return kept;
  try {
    mkdirSync(dirname(machine.root + COROSYNC_CONF), { recursive: true });
    writeWhole(machine.root + AUTHKEY, files.authkey, 0o400);
    writeWhole(machine.root + COROSYNC_CONF, files.configuration, 0o644);
    return kept;
  } catch (error) {
    return { ok: false, problems: [unusable(COROSYNC_CONF, error)] };
  }
}

/** Moves all that makes this machine a node out of the way. Answers with where it is, `null` when there was nothing. */
export function setAside(machine: Machine): Result<string | null> {
  const present = [COROSYNC_CONF, AUTHKEY, STATE_FOLDER].filter((path) => existsSync(machine.root + path));
  if (present.length === 0) return { ok: true, value: null, problems: [] };
  const stamp = new Date(machine.now()).toISOString().replaceAll(/[:.]/g, '-');
  const folder = `${BACKUPS}/${stamp}`;
  try {
    mkdirSync(machine.root + folder, { recursive: true, mode: 0o700 });
    for (const path of present) move(machine.root + path, join(machine.root + folder, path.slice(1)));
    return { ok: true, value: folder, problems: [] };
  } catch (error) {
    return { ok: false, problems: [unusable(folder, error)] };
  }
}

/** Renames, or copies where the other place is on another disk. */
function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
    rmSync(from, { recursive: true });
  }
}

function writeWhole(path: string, content: string | Uint8Array, mode: number): void {
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, content, { mode, flush: true });
  renameSync(`${path}.new`, path);
}

function unusable(path: string, error: unknown): Problem {
  const why = failureWords(error);
  return setupProblem('HWS-SET-003', `${path} cannot be used: ${why}`, 'Run as root, and see to the disk');
}
