import type { ActionMetadata, AgentMetadata } from './model.ts';

/** An action with nothing but times. */
export function plainAction(name: string, timeoutMs: number, intervalMs: number | null): ActionMetadata {
  return {
    name,
    timeoutMs,
    intervalMs,
    startDelayMs: null,
    written: {
      timeout: String(timeoutMs / 1000),
      interval: intervalMs === null ? null : String(intervalMs / 1000),
      startDelay: null,
    },
    depth: null,
    role: null,
    isAutomatic: false,
    isOnTarget: false,
  };
}

const ACTIONS: readonly ActionMetadata[] = [
  plainAction('start', 15_000, null),
  plainAction('stop', 15_000, null),
  plainAction('restart', 15_000, null),
  plainAction('force-reload', 15_000, null),
  plainAction('monitor', 15_000, 15_000),
];

/** Metadata of an init script, from the comment block the LSB asks for at its head; scripts without one are usable. */
export function readLsbHeader(type: string, script: string): AgentMetadata {
  const block = /^### BEGIN INIT INFO\s*$([\s\S]*?)^### END INIT INFO\s*$/m.exec(script)?.[1] ?? '';
  const fields = new Map<string, string>();
  let last: string | null = null;
  for (const line of block.split('\n')) {
    const field = /^#\s?([A-Za-z][A-Za-z-]*):\s*(.*)$/.exec(line);
    const more = /^#(?:\t|\s{2,})(.*)$/.exec(line);
    if (field !== null) {
      last = (field[1] as string).toLowerCase();
      fields.set(last, field[2] as string);
    } else if (more !== null && last === 'description') {
      fields.set(last, `${fields.get(last) ?? ''}\n${(more[1] as string).trim()}`.trim());
    }
  }
  return {
    name: type,
    version: '',
    standardVersion: '',
    shortDescription: fields.get('short-description') ?? '',
    longDescription: fields.get('description') ?? fields.get('short-description') ?? '',
    parameters: [],
    actions: ACTIONS,
  };
}
