import type { AgentCall } from './agent-run.ts';
import { EXIT_REASON_PREFIX } from './agent-run.ts';
import type { ExecutorSettings } from './settings.ts';

/** What belongs to this process and must not reach agents, nor the services they start. */
const OWN =
  /^(NODE_|npm_|HAWSER_|OCF_|HA_|NOTIFY_SOCKET$|WATCHDOG_|LISTEN_|INVOCATION_ID$|JOURNAL_STREAM$|CREDENTIALS_DIRECTORY$|SYSTEMD_EXEC_PID$)/;

const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Environment of every agent: this process's own, cleaned, and the tools of the cluster first on the path. */
export function baseEnvironment(settings: ExecutorSettings): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !OWN.test(name)) environment[name] = value;
  }
  const path = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  for (const folder of SYSTEM_PATH) if (!path.includes(folder)) path.push(folder);
  if (settings.toolsFolder !== null) path.unshift(settings.toolsFolder);
  environment.PATH = path.join(':');
  return Object.assign(environment, settings.environment);
}

/** Environment of an OCF agent. */
export function ocfEnvironment(settings: ExecutorSettings, call: AgentCall): Record<string, string> {
  const environment = baseEnvironment(settings);
  Object.assign(environment, {
    OCF_ROOT: settings.ocfRoot,
    OCF_RA_VERSION_MAJOR: '1',
    OCF_RA_VERSION_MINOR: '1',
    OCF_EXIT_REASON_PREFIX: EXIT_REASON_PREFIX,
    OCF_RESOURCE_INSTANCE: call.resource,
    OCF_RESOURCE_TYPE: call.type,
    HA_cluster_type: 'corosync',
    HA_quorum_type: 'corosync',
    HA_LOGFACILITY: settings.logFacility,
    HA_logfacility: settings.logFacility,
    HA_use_logd: 'off',
    HA_debug: '0',
  });
  if (call.provider !== null) environment.OCF_RESOURCE_PROVIDER = call.provider;
  // Many agents call the tools by this folder rather than by the path.
  if (settings.toolsFolder !== null) environment.HA_SBIN_DIR = settings.toolsFolder;
  environment.OCF_RESKEY_CRM_meta_name = call.task;
  environment.OCF_RESKEY_CRM_meta_interval = String(call.intervalMs);
  environment.OCF_RESKEY_CRM_meta_timeout = String(call.timeoutMs);
  for (const [name, value] of Object.entries(call.parameters)) {
    if (name === 'OCF_CHECK_LEVEL') environment.OCF_CHECK_LEVEL = value;
    else if (name.startsWith('CRM_meta_')) environment[`OCF_RESKEY_${name.replaceAll('-', '_')}`] = value;
    else environment[`OCF_RESKEY_${name}`] = value;
  }
  return environment;
}

/** A parameter that no environment can hold, or `null`. */
export function unfitParameter(parameters: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(parameters)) {
    if (name === '' || name.includes('=') || name.includes('\0') || value.includes('\0')) return name;
  }
  return null;
}
