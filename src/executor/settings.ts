import { availableParallelism } from 'node:os';

/** Where agents are found on this machine and within which limits they run. */
export interface ExecutorSettings {
  /** `OCF_ROOT`; agents are in `resource.d/PROVIDER/TYPE` below it. */
  readonly ocfRoot: string;
  readonly lsbFolder: string;
  readonly nagiosFolder: string;
  /** Folders with `fence_*` programs. */
  readonly fenceFolders: readonly string[];
  /** Program that speaks D-Bus for us (docs/decisions/0081). */
  readonly busctl: string;
  /** Folder of the runtime drop-ins of systemd units. */
  readonly dropInFolder: string;
  /** Unit before which units of the cluster are ordered, so that a shutdown stops the cluster first. */
  readonly clusterUnit: string;
  /** Private folder for short-lived files. */
  readonly runtimeFolder: string;
  /** Folder with the tools that agents call (`crm_attribute` …); `null` leaves the machine's own. */
  readonly toolsFolder: string | null;
  /** More environment for all agents. */
  readonly environment: Readonly<Record<string, string>>;
  /** Syslog facility for agents that log by themselves; `none` makes them log to standard error. */
  readonly logFacility: string;
  /** Agents running at one time; fence agents are not counted. */
  readonly maxAgents: number;
  /** Between SIGTERM and SIGKILL. */
  readonly killGraceMs: number;
  /** An operation that waits this long for a recurring one of its resource makes it end. */
  readonly yieldMs: number;
  /** Time for an agent to print its metadata. */
  readonly metadataTimeoutMs: number;
}

/** What a Debian or Red Hat system needs; single values may be replaced. */
export function executorSettings(changes: Partial<ExecutorSettings> = {}): ExecutorSettings {
  return {
    ocfRoot: '/usr/lib/ocf',
    lsbFolder: '/etc/init.d',
    nagiosFolder: '/usr/lib/nagios/plugins',
    fenceFolders: ['/usr/sbin', '/usr/bin'],
    busctl: 'busctl',
    dropInFolder: '/run/systemd/system',
    clusterUnit: 'hawser.service',
    runtimeFolder: '/run/hawser',
    toolsFolder: null,
    environment: {},
    logFacility: 'daemon',
    maxAgents: Math.max(16, 4 * availableParallelism()),
    killGraceMs: 1000,
    yieldMs: 5000,
    metadataTimeoutMs: 15_000,
    ...changes,
  };
}
