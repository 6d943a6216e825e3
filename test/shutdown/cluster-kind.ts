import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandOutcome } from '../lab/lab-host.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const NODE = join(ROOT, 'node_modules/node/bin/node');
/** What runs `hawser` in a lab. */
export const HAWSER_PROGRAM = [NODE, join(ROOT, 'src/cli/start.ts')] as const;
const AGENT = join(ROOT, 'test/agents/fence/fence_bmc_file');
/** A place in the search path of Pacemaker's fencer; each host has our agent there. */
export const AGENT_PLACE = '/usr/sbin/fence_dummy';

/** Runs a command in a host to its end. */
export type RunInHost = (command: readonly string[]) => Promise<CommandOutcome>;

/** How one kind of cluster is brought up on three hosts, `node1` to `node3`. */
export interface ClusterKind {
  readonly name: 'pacemaker' | 'hawser';
  /** Shell lines of a host that boots; `disk` outlives it. */
  readonly setUp: (disk: string) => readonly string[];
  /** The command of its daemon. */
  readonly daemon: (disk: string) => readonly string[];
  /** What pgrep is told to find its processes in a host. */
  readonly processes: readonly string[];
  /** How many of its nodes are members of a cluster with quorum, as a host sees it. */
  readonly members: (run: RunInHost) => Promise<number>;
  /** Gives it fencing and these resources (`<resources>`). Throws the complaint. */
  readonly configure: (run: RunInHost, resources: string, folder: string) => Promise<void>;
  /** Its property of this name; empty when it is not set. */
  readonly property: (run: RunInHost, name: string) => Promise<string>;
}

async function must(run: RunInHost, ...command: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await run(command);
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout;
}

const ownAgent = `mount --bind ${AGENT} ${AGENT_PLACE}`;

export const PACEMAKER: ClusterKind = {
  name: 'pacemaker',
  setUp: (disk) => [
    // Daemons of a user of their own talk through it.
    'chmod 1777 /dev/shm',
    `mkdir -p ${disk}/pacemaker && mount --bind ${disk}/pacemaker /var/lib/pacemaker && cd /var/lib/pacemaker`,
    'mkdir -p blackbox cib cores pengine && chown hacluster:haclient *',
    ownAgent,
  ],
  daemon: () => ['pacemakerd'],
  processes: ['^pacemaker'],
  members: async (run) => {
    const { stdout } = await run(['crm_mon', '-1', '--output-as=xml']);
    if (!/<current_dc [^>]*with_quorum="true"/.test(stdout)) return 0;
    return (stdout.match(/<node [^>]*online="true"[^>]*pending="false"/g) ?? []).length;
  },
  configure: async (run, resources) => {
    await must(run, 'crm_attribute', '-t', 'crm_config', '-n', 'stonith-enabled', '-v', 'true');
    await must(run, 'cibadmin', '--replace', '-o', 'resources', '--xml-text', resources);
  },
  property: async (run, name) =>
    (await run(['crm_attribute', '-t', 'crm_config', '-n', name, '-G', '-q'])).stdout.trim(),
};

/** In the host's own /run. */
const SOCKET = '/run/hawser/hawser.sock';
/** Told which daemon is meant: a demonstration may be running on the machine. */
const CLIENT = ['env', `HAWSER_SOCKET=${SOCKET}`, ...HAWSER_PROGRAM];

export const HAWSER: ClusterKind = {
  name: 'hawser',
  setUp: (disk) => [`mkdir -p ${disk}`, ownAgent],
  daemon: (disk) => {
    const config = join(disk, 'daemon.json');
    const text = {
      stateFolder: join(disk, 'daemon'),
      socket: { path: SOCKET, mode: '0600', group: null },
      metrics: null,
    };
    writeFileSync(config, JSON.stringify(text));
    return [...HAWSER_PROGRAM, 'daemon', '--config', config];
  },
  processes: ['-f', 'start.ts daemon --config'],
  members: async (run) => {
    const { status, stdout } = await run([...CLIENT, 'status', '--output-format', 'json']);
    if (status !== 0) return 0;
    const { members, isQuorate, phase } = JSON.parse(stdout);
    return isQuorate && phase === 'ready' ? members.length : 0;
  },
  configure: async (run, resources, folder) => {
    const nodes = [1, 2, 3].map((id) => `<node id="${id}" uname="node${id}"/>`).join('');
    const path = join(folder, 'configuration.xml');
    const options =
      '<cluster_property_set id="cib-bootstrap-options"><nvpair id="se" name="stonith-enabled" value="true"/></cluster_property_set>';
    writeFileSync(
      path,
      `<cib validate-with="pacemaker-3.9" admin_epoch="1" epoch="1" num_updates="0"><configuration><crm_config>${options}</crm_config><nodes>${nodes}</nodes>${resources}<constraints/></configuration><status/></cib>`,
    );
    await must(run, ...CLIENT, 'cib', 'replace', path);
  },
  property: async (run, name) => {
    const { stdout } = await run([...CLIENT, 'cib', 'show']);
    return new RegExp(`name="${name}" value="([^"]*)"`).exec(stdout)?.[1] ?? '';
  },
};

/** Whether a Pacemaker cluster can be run here. */
export function hasPacemaker(): boolean {
  return existsSync(AGENT_PLACE) && existsSync('/usr/sbin/pacemakerd') && existsSync('/usr/sbin/crm_mon');
}
