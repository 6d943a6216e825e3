import type { Agent, AgentAction, AgentName, AgentParameter } from '../../../configuration/agents/agent.ts';
import { agentText, readAgentName } from '../../../configuration/agents/agent.ts';
import { forceable, lone, note, type Report } from '../../../configuration/report.ts';
import { listAgents, listProviders, STANDARDS } from '../../../executor/agents.ts';
import { ChildRunner } from '../../../executor/child/child-runner.ts';
import { MetadataCache } from '../../../executor/metadata/metadata.ts';
import type { AgentMetadata } from '../../../executor/metadata/model.ts';
import { type ExecutorSettings, executorSettings } from '../../../executor/settings.ts';
import { BusctlSystemdBus, type SystemdBus } from '../../../executor/standards/systemd-bus.ts';
import { FENCING_PARAMETERS, TRACE_PARAMETERS } from './common-parameters.ts';

/** Providers whose agents can be traced. */
const TRACED: ReadonlySet<string> = new Set(['heartbeat', 'pacemaker']);

/** The agents of this machine. */
export class Catalogue {
  readonly settings: ExecutorSettings = executorSettings();
  readonly children: ChildRunner = new ChildRunner(this.settings);
  readonly #bus: SystemdBus;
  readonly #metadata: MetadataCache;

  constructor(bus: SystemdBus | null = null) {
    this.#bus = bus ?? new BusctlSystemdBus(this.settings, this.children);
    this.#metadata = new MetadataCache(this.settings, this.children, this.#bus);
  }

  /** What an agent says about itself. A text says why it cannot be told. */
  async metadata(name: AgentName): Promise<AgentMetadata | string> {
    const { standard, provider, type } = name;
    const read = await this.#metadata.read({ class: standard, provider, type });
    return read.ok ? read.value : (read.problems[0]?.message ?? 'no metadata');
  }

  /** An agent as configurations are checked against it; a report says why it is not known. */
  async agent(name: AgentName): Promise<Agent | Report> {
    const metadata = await this.metadata(name);
    if (typeof metadata !== 'string') return agentOf(name, metadata);
    const what = `Agent '${agentText(name)}' is not installed or does not provide valid metadata`;
    return forceable('HWS-CFG-006', `${what}: ${metadata}`);
  }

  /** Standards of resources that can be run on this machine; those of plugins and units where there are some. */
  async standards(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const standard of STANDARDS) {
      if (standard === 'stonith') continue;
      const isOptional = standard === 'systemd' || standard === 'nagios';
      if (!isOptional || (await this.list(standard)).length > 0) found.push(standard);
    }
    return found;
  }

  /** Full names of the agents of a standard. */
  async list(standard: string, provider: string | null = null): Promise<readonly string[]> {
    const names = await listAgents(this.settings, this.#bus, standard, provider);
    return names.map((name) => `${standard}:${provider === null ? '' : `${provider}:`}${name}`);
  }

  async providers(): Promise<readonly string[]> {
    return await listProviders(this.settings);
  }

  /** Units that are started at boot; none where no systemd answers. */
  async enabledUnits(): Promise<readonly string[]> {
    const answer = await this.#bus.listUnitFiles(this.settings.metadataTimeoutMs);
    if (!answer.ok) return [];
    return answer.value.filter(({ state }) => state === 'enabled').map(({ name }) => name);
  }

  /** The one agent of a type, whatever its standard; otherwise what there is to say. */
  async find(type: string): Promise<{ readonly name: AgentName; readonly report: Report } | Report> {
    const matches: string[] = [];
    for (const standard of ['lsb', 'ocf', 'service', 'stonith']) {
      for (const agent of await this.#ofType(standard, type)) matches.push(agent);
    }
    const [only] = matches;
    if (only === undefined)
      return lone('HWS-CFG-006', `Unable to find agent '${type}', try specifying its full name`);
    if (matches.length > 1) {
      const list = matches.sort().map((name) => `'${name}'`);
      const text = `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`;
      return lone('HWS-CFG-007', `Multiple agents match '${type}', please specify full name: ${text}`);
    }
    const name = readAgentName(only);
    if (name === null) throw new Error(`an agent is called ${only}`);
    return { name, report: note('HWS-CFG-012', `Assumed agent name '${only}' (deduced from '${type}')`) };
  }

  async #ofType(standard: string, type: string): Promise<readonly string[]> {
    const all = await this.list(standard);
    const wanted = type.toLowerCase();
    return all.filter((name) => name.slice(name.lastIndexOf(':') + 1).toLowerCase() === wanted);
  }
}

/** Parameters by which fence agents are told the machine. */
const MACHINE: ReadonlySet<string> = new Set(['plug', 'port']);

/** What fence agents take on a terminal alone. */
const FOR_TERMINALS: ReadonlySet<string> = new Set(['help', 'version']);

function agentOf(name: AgentName, metadata: AgentMetadata): Agent {
  const told = metadata.parameters.filter(
    (one) => name.standard !== 'stonith' || !FOR_TERMINALS.has(one.name),
  );
  const parameters: AgentParameter[] = told.map((one) => ({
    name: one.name,
    isRequired: one.isRequired,
    isDeprecated: one.isDeprecated || metadata.parameters.some(({ obsoletes }) => obsoletes === one.name),
    replacedBy: replacements(metadata, one.name),
    uniqueGroup: one.uniqueGroup,
  }));
  const actions: AgentAction[] = metadata.actions.map((one) => ({ name: one.name, options: optionsOf(one) }));
  return {
    name,
    parameters: [...parameters.map((one) => calledWith(name, one)), ...commonParameters(name, parameters)],
    actions,
    tellsPromotability: name.standard === 'ocf' && /^1\.[1-9]/.test(metadata.standardVersion),
    providesUnfencing: metadata.actions.some((one) => one.name === 'on' && one.isAutomatic && one.isOnTarget),
  };
}

/** What the cluster tells fence agents at each call, the action and the machine, is not needed in the configuration. */
function calledWith(name: AgentName, parameter: AgentParameter): AgentParameter {
  if (name.standard !== 'stonith') return parameter;
  if (MACHINE.has(parameter.name)) return { ...parameter, isRequired: false };
  if (parameter.name !== 'action') return parameter;
  const replacedBy = ['pcmk_off_action', 'pcmk_reboot_action'];
  return { ...parameter, isRequired: false, isDeprecated: true, replacedBy };
}

function replacements(metadata: AgentMetadata, name: string): readonly string[] {
  return metadata.parameters.filter(({ obsoletes }) => obsoletes === name).map((one) => one.name);
}

function commonParameters(name: AgentName, own: readonly AgentParameter[]): readonly AgentParameter[] {
  const isOcf = name.standard === 'ocf' && name.provider !== null && TRACED.has(name.provider);
  const more = name.standard === 'stonith' ? FENCING_PARAMETERS : isOcf ? TRACE_PARAMETERS : [];
  return more
    .filter((one) => !own.some((parameter) => parameter.name === one.name))
    .map((one) => ({
      name: one.name,
      isRequired: false,
      isDeprecated: false,
      replacedBy: [],
      uniqueGroup: null,
    }));
}

/** What an agent suggests for an operation, word for word. */
export function optionsOf(action: AgentMetadata['actions'][number]): Readonly<Record<string, string>> {
  const { written, role, depth } = action;
  const options: Record<string, string> = {};
  if (written.interval !== null) options.interval = written.interval;
  if (written.timeout !== null) options.timeout = written.timeout;
  if (role !== null) options.role = NEW_ROLES[role] ?? role;
  if (written.startDelay !== null) options['start-delay'] = written.startDelay;
  if (depth !== null && depth !== '' && depth !== '0') options.OCF_CHECK_LEVEL = depth;
  return options;
}

const NEW_ROLES: Readonly<Record<string, string>> = {
  Master: 'Promoted',
  master: 'Promoted',
  Slave: 'Unpromoted',
  slave: 'Unpromoted',
};
