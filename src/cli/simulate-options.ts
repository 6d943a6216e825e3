/** One option of `hawser simulate`, as crm_simulate has it. */
export interface OptionDefinition {
  readonly long: string;
  /** One letter; `null` when there is none. */
  readonly short: string | null;
  /** What its value is called in the help; `null` for a switch. */
  readonly value: string | null;
  readonly group: 'Output' | 'Operations' | 'Synthetic cluster events' | 'Artefacts' | 'Input' | 'General';
  readonly help: string;
}

function define(
  group: OptionDefinition['group'],
  rows: readonly (readonly [short: string | null, long: string, value: string | null, help: string])[],
): OptionDefinition[] {
  return rows.map(([short, long, value, help]) => ({ short, long, value, group, help }));
}

/** Every option, in the order of the help. */
export const OPTIONS: readonly OptionDefinition[] = [
  ...define('Input', [
    ['x', 'xml-file', 'FILE', 'Read the CIB from a file'],
    ['p', 'xml-pipe', null, 'Read the CIB from standard input'],
    ['L', 'live-check', null, 'Use the CIB of the running cluster'],
  ]),
  ...define('Operations', [
    ['R', 'run', null, 'Show what the cluster would do'],
    ['S', 'simulate', null, 'Like --run; then do it on paper and show the state it leads to'],
    ['X', 'in-place', null, 'Like --simulate; then write the result over the input file'],
    ['A', 'show-attrs', null, 'Show node attributes'],
    ['c', 'show-failcounts', null, 'Show fail counts and failed operations'],
    ['s', 'show-scores', null, 'Show allocation scores'],
    ['U', 'show-utilization', null, 'Show capacities and utilization'],
    ['P', 'profile', 'DIR', 'Schedule every XML file of a directory and show how long it took'],
    ['N', 'repeat', 'N', 'With --profile: schedule each file N times'],
  ]),
  ...define('Synthetic cluster events', [
    ['u', 'node-up', 'NODE', 'Bring a node online'],
    ['d', 'node-down', 'NODE', 'Take a node offline'],
    ['f', 'node-fail', 'NODE', 'Let a node fail'],
    ['i', 'op-inject', 'OPSPEC', 'Record the result of an operation, for the cluster to react to'],
    ['F', 'op-fail', 'OPSPEC', 'Let an operation fail when it is carried out'],
    ['t', 'set-datetime', 'DATETIME', 'Judge everything at this time (ISO 8601)'],
    ['q', 'quorum', 'BOOLEAN', 'Say whether the cluster has quorum'],
    ['w', 'watchdog', 'BOOLEAN', 'Say whether nodes have a watchdog'],
    ['g', 'ticket-grant', 'TICKET', 'Grant a ticket'],
    ['r', 'ticket-revoke', 'TICKET', 'Revoke a ticket'],
    ['b', 'ticket-standby', 'TICKET', 'Make a ticket standby'],
    ['e', 'ticket-activate', 'TICKET', 'Activate a ticket'],
  ]),
  ...define('Artefacts', [
    ['I', 'save-input', 'FILE', 'Save the CIB the run starts from, synthetic events included'],
    ['O', 'save-output', 'FILE', 'Save the CIB the run leads to'],
    ['G', 'save-graph', 'FILE', 'Save the transition graph (XML)'],
    ['D', 'save-dotfile', 'FILE', 'Save the transition graph (for Graphviz)'],
    ['a', 'all-actions', null, 'Draw all possible actions, needed or not'],
  ]),
  ...define('Output', [
    [null, 'output-as', 'FORMAT', 'text (default), xml or none'],
    [null, 'output-to', 'FILE', 'Write to a file; "-" is standard output'],
    [null, 'text-fancy', null, 'Titles and bullets even with scores'],
    ['Q', 'quiet', null, 'Show only scores and utilization'],
    [
      null,
      'keep-reasons',
      null,
      'Keep the reasons of all decisions, as explain does (to measure what that costs)',
    ],
  ]),
  ...define('General', [
    ['V', 'verbose', null, 'Say more; may be given several times'],
    ['$', 'version', null, 'Show the version'],
    ['h', 'help', null, 'Show this help'],
  ]),
];

/** Help pages by group, as crm_simulate offers them: they all show the whole help. */
export const HELP_ALIASES: readonly string[] = [
  '?',
  'help-all',
  'help-output',
  'help-operations',
  'help-synthetic',
  'help-artifact',
  'help-source',
];
