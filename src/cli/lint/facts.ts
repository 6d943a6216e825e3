import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Agent, type AgentName, agentText } from '../../configuration/agents/agent.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { Reading } from '../../lint/reading.ts';
import type { Catalogue } from '../pcs/agents/catalogue.ts';

/** Agents asked at the same time. */
const ASKED_AT_ONCE = 4;

/** Folders of the run levels in which services are started. */
const RUN_LEVELS = ['rc2.d', 'rc3.d', 'rc5.d'];

function readingOf(configuration: Configuration): Reading {
  return new Reading({ configuration, now: 0, agents: new Map(), bootUnits: new Map() });
}

/** What the agents of a configuration say of themselves, as far as they are installed here. */
export async function agentsOf(
  configuration: Configuration,
  catalogue: Catalogue,
): Promise<ReadonlyMap<string, Agent>> {
  const reading = readingOf(configuration);
  const names = new Map<string, AgentName>();
  for (const primitive of reading.primitives) {
    const name = reading.agentName(primitive);
    if (name.standard === 'ocf') names.set(agentText(name), name);
  }
  const waiting = [...names];
  const found = new Map<string, Agent>();
  const ask = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const agent = await catalogue.agent(next[1]);
      if (!('code' in agent)) found.set(next[0], agent);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return found;
}

/** Units and scripts of resources that this machine starts at boot, by id of the resource. */
export async function bootUnitsOf(
  configuration: Configuration,
  catalogue: Catalogue,
  runLevelFolder = '/etc',
): Promise<ReadonlyMap<string, string>> {
  const reading = readingOf(configuration);
  const managed = reading.primitives.filter((one) =>
    ['systemd', 'lsb', 'service'].includes(reading.agentName(one).standard),
  );
  const found = new Map<string, string>();
  if (managed.length === 0) return found;
  const enabled = await catalogue.enabledUnits();
  const scripts = RUN_LEVELS.map((level) => join(runLevelFolder, level))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder));
  for (const primitive of managed) {
    const { standard, type } = reading.agentName(primitive);
    const unit = /\.\w+$/.test(type) ? type : `${type}.service`;
    if (standard !== 'lsb' && enabled.includes(unit)) found.set(idOf(primitive), unit);
    else if (
      standard !== 'systemd' &&
      scripts.some((name) => /^S\d\d/.test(name) && name.slice(3) === type)
    ) {
      found.set(idOf(primitive), type);
    }
  }
  return found;
}
