import { existsSync } from 'node:fs';
import type { Configuration } from '../../configuration/configuration.ts';
import { Catalogue } from '../pcs/agents/catalogue.ts';
import { findAgent } from '../pcs/agents/named-agent.ts';
import { FileTarget } from '../pcs/target/file-target.ts';
import { LiveTarget } from '../pcs/target/live-target.ts';
import type { Sources } from './sources.ts';

/** What this machine, and the file or cluster that the line is about, can tell. */
export class MachineSources implements Sources {
  readonly #catalogue = new Catalogue();
  readonly #file: string | null;

  constructor(words: readonly string[]) {
    const at = words.indexOf('-f');
    this.#file = at < 0 ? null : (words[at + 1] ?? null);
  }

  async configuration(): Promise<Configuration | null> {
    // A file that is not there would be made by looking into it.
    if (this.#file !== null && !existsSync(this.#file)) return null;
    const target = this.#file === null ? new LiveTarget(null) : new FileTarget(this.#file);
    const read = await target.read();
    return read.ok ? read.value : null;
  }

  async agents(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const standard of ['lsb', 'ocf', 'service', 'systemd'])
      names.push(...(await this.#catalogue.list(standard)));
    return names;
  }

  async fenceAgents(): Promise<readonly string[]> {
    const names = await this.#catalogue.list('stonith');
    return names.map((name) => name.replace(/^stonith:/, ''));
  }

  async parameters(agent: string): Promise<readonly string[]> {
    const found = await findAgent(this.#catalogue, agent);
    if ('code' in found) return [];
    const told = await this.#catalogue.agent(found.name);
    return 'code' in told ? [] : told.parameters.filter((one) => !one.isDeprecated).map(({ name }) => name);
  }
}
