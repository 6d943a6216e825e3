import { readFileSync } from 'node:fs';

/** One action of an agent on a host, as the agents of a measurement note it. Times: epoch ms. */
export interface AgentAction {
  readonly host: number;
  /** Resource, or `fence-` and the target. */
  readonly what: string;
  readonly action: string;
  readonly beganAt: number;
  /** `null` while it runs. */
  readonly endedAt: number | null;
  readonly exitCode: number | null;
}

/** Reads what agents have noted on a host whose files are below `root`. */
export function readJournal(host: number, root: string): AgentAction[] {
  let text: string;
  try {
    text = readFileSync(`${root}/run/bench-journal`, 'utf8');
  } catch {
    return [];
  }
  const actions: AgentAction[] = [];
  const open = new Map<string, AgentAction>();
  for (const line of text.split('\n')) {
    const [time, what, action, phase] = line.split(' ');
    if (time === undefined || what === undefined || action === undefined || phase === undefined) continue;
    const at = Number(time) * 1000;
    const key = `${what} ${action}`;
    if (phase === 'begin') {
      open.set(key, { host, what, action, beganAt: at, endedAt: null, exitCode: null });
      continue;
    }
    const begun = open.get(key);
    open.delete(key);
    if (begun !== undefined) actions.push({ ...begun, endedAt: at, exitCode: Number(phase) });
  }
  return [...actions, ...open.values()].sort((a, b) => a.beganAt - b.beganAt);
}

/** How long an action took, ms; what runs still has taken nothing yet. */
export function durationMs({ beganAt, endedAt }: AgentAction): number {
  return endedAt === null ? 0 : endedAt - beganAt;
}
