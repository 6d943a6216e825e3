/** A parameter that all agents of a kind have. */
export interface CommonParameter {
  readonly name: string;
  readonly text: string;
  readonly default: string | null;
  readonly isAdvanced: boolean;
}

function plain(name: string, text: string, value: string | null = null): CommonParameter {
  return { name, text, default: value, isAdvanced: false };
}

function advanced(name: string, text: string, value: string | null = null): CommonParameter {
  return { name, text, default: value, isAdvanced: true };
}

const ACTIONS: readonly (readonly [name: string, timeout: string])[] = [
  ['reboot', '60s'],
  ['off', '60s'],
  ['on', '60s'],
  ['list', '60s'],
  ['monitor', '60s'],
  ['status', '60s'],
];

/** Parameters of fence devices that the cluster itself reads. */
export const FENCING_PARAMETERS: readonly CommonParameter[] = [
  advanced(
    'pcmk_host_argument',
    'Parameter that tells the agent which machine is meant, where it is not port; none when it needs to be told nothing',
    'port',
  ),
  plain(
    'pcmk_host_map',
    'What the device calls each node: node1:1;node2:2,3 gives node1 port 1 and node2 ports 2 and 3',
  ),
  plain('pcmk_host_list', 'Nodes the device can fence: node1,node2'),
  plain(
    'pcmk_host_check',
    'How it is found out which nodes the device can fence: dynamic-list (the device is asked for a list), static-list (pcmk_host_list), status (the device is asked about each), none (it can fence all)',
    'dynamic-list',
  ),
  plain(
    'pcmk_delay_max',
    'Longest delay before a node is fenced: a random part is added to pcmk_delay_base up to this',
    '0s',
  ),
  plain(
    'pcmk_delay_base',
    'Delay before a node is fenced, so that two nodes do not fence each other at once; for all nodes, or for each: node1:1s;node2:5s',
    '0s',
  ),
  plain('pcmk_action_limit', 'Actions that may run on the device at the same time; -1 for any number', '1'),
  ...ACTIONS.flatMap(([name, timeout]) => [
    advanced(`pcmk_${name}_action`, `Action of the agent that is called instead of ${name}`, name),
    advanced(`pcmk_${name}_timeout`, `Time limit of ${name}, instead of stonith-timeout`, timeout),
    advanced(`pcmk_${name}_retries`, `How often ${name} is tried within its time limit`, '2'),
  ]),
];

/** Parameters by which agents are traced. */
export const TRACE_PARAMETERS: readonly CommonParameter[] = [
  advanced('trace_ra', 'Set to 1 to write down what the agent does'),
  advanced('trace_file', 'File the trace is written to'),
];
