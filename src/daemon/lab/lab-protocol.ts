import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What a demonstration cluster can be told from a second terminal. */
export type LabRequest =
  | { readonly kind: 'kill'; readonly node: string }
  | { readonly kind: 'kill-daemon'; readonly node: string }
  | { readonly kind: 'kill-service'; readonly service: string }
  | { readonly kind: 'partition'; readonly nodes: readonly string[] }
  | { readonly kind: 'heal' }
  | { readonly kind: 'boot'; readonly node: string }
  | { readonly kind: 'lab-status' }
  | { readonly kind: 'stop' }
  /** What the fence agent asks. */
  | { readonly kind: 'power-list' }
  | { readonly kind: 'power'; readonly node: string; readonly action: 'on' | 'off' | 'reboot' | 'status' };

export interface LabNodeView {
  readonly name: string;
  readonly power: 'on' | 'off';
  readonly daemon: 'running' | 'not running';
  readonly socket: string;
  readonly processes: number;
  readonly part: number;
}

export type LabAnswer =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'lab'; readonly nodes: readonly LabNodeView[]; readonly endpoints: readonly string[] }
  | { readonly kind: 'power'; readonly power: 'on' | 'off' }
  | { readonly kind: 'nodes'; readonly nodes: readonly string[] };

/** Folder of the demonstration cluster of this user. */
export function labFolder(): string {
  const runtime = process.env.XDG_RUNTIME_DIR;
  if (process.env.HAWSER_LAB_FOLDER !== undefined) return process.env.HAWSER_LAB_FOLDER;
  if (runtime !== undefined && runtime !== '') return join(runtime, 'hawser-lab');
  const { uid } = userInfo();
  return join(tmpdir() === '' ? homedir() : tmpdir(), `hawser-lab-${uid}`);
}

export function labSocket(folder = labFolder()): string {
  return join(folder, 'lab.sock');
}

export function labNodeSocket(node: string, folder = labFolder()): string {
  return join(folder, node, 'hawser.sock');
}
