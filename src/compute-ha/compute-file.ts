import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { AGENTS_SHAPE, type AgentsSettings, agentsSettings } from './agents-settings.ts';
import { CONSUL_SHAPE, type ConsulSettings, consulSettings } from './consul-settings.ts';
import { ENGINE_SHAPE, type EngineSettings, engineSettings } from './engine-settings.ts';
import { computeFileWrong } from './problem.ts';

/** A compute host that is watched. */
export interface WatchedHost {
  /** As Nova calls it. */
  readonly name: string;
  /** Management addresses, at least one. */
  readonly addresses: readonly string[];
}

/** Which hosts are watched, and how. */
export interface ComputeSettings {
  /** A shipped policy by its name, or the path of one. */
  readonly policy: string;
  readonly hosts: readonly WatchedHost[];
  /** Addresses of which one at least answers when we are not cut off ourselves. */
  readonly controls: readonly string[];
  /** `null`: where openstacksdk looks for `clouds.yaml`. */
  readonly cloudFile: string | null;
  readonly cloud: string | null;
  readonly region: string | null;
  /** Names the BMC of each host; `null`: BMCs are not asked. */
  readonly inventory: string | null;
  readonly engine: EngineSettings;
  /** Consul clusters, one a network at most. */
  readonly consul: readonly ConsulSettings[];
  /** `null`: there are no agents on the hosts. */
  readonly agents: AgentsSettings | null;
}

export const DEFAULT_COMPUTE_FILE = '/etc/hawser/compute.yaml';

const text = z.string().check(z.minLength(1));
const address = z.string().check(z.refine((value) => isIP(value) !== 0, { error: 'it is no IP address' }));
const SHAPE = z.strictObject({
  policy: z.optional(text),
  cloud: z.optional(
    z.strictObject({ file: z.optional(text), name: z.optional(text), region: z.optional(text) }),
  ),
  inventory: z.optional(text),
  controls: z.optional(z.array(address)),
  consul: CONSUL_SHAPE,
  agents: AGENTS_SHAPE,
  hosts: z
    .array(z.strictObject({ name: text, addresses: z.array(address).check(z.minLength(1)) }))
    .check(z.minLength(1)),
  ...ENGINE_SHAPE,
});

/** Reads the file that lists the compute hosts; everything that is wrong is named at once, by place. */
export async function readComputeFile(path: string): Promise<Result<ComputeSettings>> {
  try {
    return parseComputeFile(await readFile(path, 'utf8'), path);
  } catch (error) {
    return { ok: false, problems: [computeFileWrong(path, failureWords(error))] };
  }
}

/** The same out of its text. */
export function parseComputeFile(written: string, path: string): Result<ComputeSettings> {
  const read = parseYaml(written);
  if (!read.ok)
    return { ok: false, problems: read.faults.map(({ words, at }) => computeFileWrong(path, words, at)) };
  const parsed = z.safeParse(SHAPE, read.value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const place = issue.path.filter((step) => typeof step !== 'symbol');
      const what = place.length === 0 ? issue.message : `${place.join('.')}: ${issue.message}`;
      return computeFileWrong(path, what, read.locate(place));
    });
    return { ok: false, problems };
  }
  const { policy, cloud, inventory, controls, consul, agents, hosts, ...engine } = parsed.data;
  const problems: Problem[] = [];
  for (const key of ['name', 'addresses'] as const) {
    const seen = new Map<string, string>();
    for (const [i, host] of hosts.entries()) {
      for (const value of key === 'name' ? [host.name] : new Set(host.addresses)) {
        const other = seen.get(value);
        if (other !== undefined)
          problems.push(
            computeFileWrong(
              path,
              `${value} is given twice, for ${other} and ${host.name}`,
              read.locate(['hosts', i]),
            ),
          );
        seen.set(value, host.name);
      }
    }
  }
  const names = new Set(hosts.map(({ name }) => name));
  for (const [i, reserve] of (engine.reserves ?? []).entries()) {
    for (const host of (reserve.for ?? []).filter((name) => !names.has(name)))
      problems.push(
        computeFileWrong(
          path,
          `${host} is no host of this file, but ${reserve.host} is its reserve`,
          read.locate(['reserves', i, 'for']),
        ),
      );
  }
  for (const [network, cluster] of Object.entries(consul ?? {}))
    for (const host of Object.keys(cluster?.nodes ?? {}).filter((name) => !names.has(name)))
      problems.push(
        computeFileWrong(
          path,
          `${host} is no host of this file, but has a node`,
          read.locate(['consul', network, 'nodes', host]),
        ),
      );
  if (problems.length > 0) return { ok: false, problems };
  const value: ComputeSettings = {
    policy: policy ?? 'ping-all',
    hosts,
    controls: controls ?? [],
    cloudFile: cloud?.file ?? null,
    cloud: cloud?.name ?? null,
    region: cloud?.region ?? null,
    inventory: inventory ?? null,
    engine: engineSettings(engine),
    consul: consulSettings(consul),
    agents: agentsSettings(agents),
  };
  return { ok: true, value, problems };
}
