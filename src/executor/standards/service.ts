import { access, constants } from 'node:fs/promises';
import type { AgentCall, AgentRun, AgentStandard } from '../agent-run.ts';
import type { ExecutorSettings } from '../settings.ts';
import { lsbScriptPath } from './lsb.ts';
import { unitName } from './systemd.ts';
import type { SystemdBus } from './systemd-bus.ts';

const LOOK_MS = 10_000;

/** The standard `service` stands for on this node: LSB, then systemd, then LSB for want of both (S1.56). */
export async function resolveService(
  settings: ExecutorSettings,
  bus: SystemdBus,
  type: string,
): Promise<'lsb' | 'systemd'> {
  const script = lsbScriptPath(settings, type);
  if (script === null) return 'lsb';
  const isScript = await access(script, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isScript) return 'lsb';
  const unit = await bus.unitState(unitName(type), LOOK_MS);
  return unit.ok && unit.value.loadState !== 'not-found' ? 'systemd' : 'lsb';
}

/** `service:NAME`: looked up at each operation, since packages come and go. */
export class ServiceStandard implements AgentStandard {
  readonly #settings: ExecutorSettings;
  readonly #bus: SystemdBus;
  readonly #lsb: AgentStandard;
  readonly #systemd: AgentStandard;

  constructor(settings: ExecutorSettings, bus: SystemdBus, lsb: AgentStandard, systemd: AgentStandard) {
    this.#settings = settings;
    this.#bus = bus;
    this.#lsb = lsb;
    this.#systemd = systemd;
  }

  async run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    const standard = await resolveService(this.#settings, this.#bus, call.type);
    return (standard === 'lsb' ? this.#lsb : this.#systemd).run(call, signal);
  }
}
