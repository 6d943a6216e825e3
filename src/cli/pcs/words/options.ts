/** An option of the command line, by the name it is asked for in code. */
export interface OptionShape {
  readonly name: string;
  /** Whether a value follows, may follow (`--wait=30`), or none. */
  readonly value: 'none' | 'needed' | 'optional';
  /** Letter of its short form; `null` when there is none. */
  readonly letter: string | null;
  /** Whether there is only the short form. */
  readonly isShortOnly: boolean;
  /** One line for help; `null` keeps the option out of it. */
  readonly summary: string | null;
}

function flag(name: string, summary: string | null = null): OptionShape {
  return { name, value: 'none', letter: null, isShortOnly: false, summary };
}

function valued(name: string, summary: string | null = null): OptionShape {
  return { name, value: 'needed', letter: null, isShortOnly: false, summary };
}

/** Every option there is; a command takes those it names and the common ones. */
export const OPTIONS: readonly OptionShape[] = [
  { ...flag('help', 'tell how commands are used'), letter: 'h' },
  {
    name: 'file',
    value: 'needed',
    letter: 'f',
    isShortOnly: true,
    summary:
      'work on the CIB in this file instead of the live cluster; commands that edit write it back whole',
  },
  flag('debug', 'say what is asked of whom'),
  flag('version', 'tell the version'),
  valued('request-timeout', 'seconds to wait for another node (60)'),
  flag('force', 'do it although a check that can be overruled advises against it'),
  { ...flag('yes', 'do not ask on a terminal before something that runs stops'), letter: 'y' },
  flag('simulate', 'show what the change would start, stop, move and fence; change nothing'),
  valued('socket', 'ask the daemon at this socket'),
  { name: 'user', value: 'needed', letter: 'u', isShortOnly: true, summary: null },
  { name: 'password', value: 'needed', letter: 'p', isShortOnly: true, summary: null },
  { name: 'wait', value: 'optional', letter: null, isShortOnly: false, summary: null },
  ...[
    'after',
    'before',
    'booth-conf',
    'booth-key',
    'corosync_conf',
    'from',
    'group',
    'name',
    'node',
    'output-format',
    'to',
    'token',
  ].map((name) => valued(name)),
  ...[
    'agent-validation',
    'all',
    'autodelete',
    'brief',
    'clone',
    'config',
    'defaults',
    'disabled',
    'enable',
    'expired',
    'full',
    'hide-inactive',
    'local',
    'master',
    'monitor',
    'no-cluster-uuid',
    'no-default-ops',
    'no-expire-check',
    'no-keys-sync',
    'no-strict',
    'no-watchdog-validation',
    'nodesc',
    'off',
    'overwrite',
    'promoted',
    'safe',
    'skip-offline',
    'start',
    'strict',
  ].map((name) => flag(name)),
];

/** Options that every command takes. */
export const COMMON_OPTIONS: ReadonlySet<string> = new Set(['help', 'debug', 'version', 'yes', 'socket']);

/** An option as operators write it. */
export function optionText(name: string): string {
  const shape = OPTIONS.find((option) => option.name === name);
  return shape?.isShortOnly === true ? `-${shape.letter}` : `--${name}`;
}
