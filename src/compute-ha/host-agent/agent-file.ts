import { hostname } from 'node:os';
import * as z from 'zod/mini';
import type { CredentialReference } from '../../power/credential.ts';
import { credentialReference, SECRET_SHAPE } from '../../power/credential-shape.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { parseYaml } from '../../yaml/parse-yaml.ts';
import { readGuardedFile } from '../guarded-file.ts';
import { agentFileWrong } from '../problem.ts';

/** What the agent of a compute host goes by. */
export interface AgentSettings {
  /** As Nova calls this host. */
  readonly host: string;
  readonly controllers: readonly { readonly address: string; readonly port: number }[];
  /** Holds this host’s key: `hawser compute agent key HOST` on a controller shows it. */
  readonly key: CredentialReference;
  /** Units of the compute service and of libvirt; `null`: libvirt is not looked at. */
  readonly service: string;
  readonly libvirt: string | null;
  readonly intervalMs: number;
  /** A program with its arguments; `null`: the network is not restarted. */
  readonly restartNetwork: readonly string[] | null;
  /** For a remedy, ms. */
  readonly remedyMs: number;
}

export const DEFAULT_AGENT_FILE = '/etc/hawser/compute-agent.yaml';
export const HEARTBEAT_PORT = 8470;

const LARGEST = 64 * 1024;

const text = z.string().check(z.minLength(1));
const unit = z.string().check(
  z.regex(/^[A-Za-z0-9:_.@\\][A-Za-z0-9:_.@\\-]*\.service$/, {
    error: 'it is no name of a service unit, as nova-compute.service',
  }),
);
const SHAPE = z.strictObject({
  host: z.optional(text.check(z.maxLength(255))),
  controllers: z
    .array(
      z.strictObject({ address: text, port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))) }),
    )
    .check(z.minLength(1), z.maxLength(16)),
  key: SECRET_SHAPE,
  service: z.optional(unit),
  libvirt: z.optional(unit),
  intervalSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(60))),
  restartNetwork: z.optional(z.array(text).check(z.minLength(1))),
  remedySeconds: z.optional(z.int().check(z.minimum(5), z.maximum(600))),
});

/** Reads the agent’s file. One that others may write is refused: it names programs that root runs. */
export async function readAgentFile(path: string): Promise<Result<AgentSettings>> {
  const read = await readGuardedFile(path, LARGEST);
  if (read.kind === 'refused') return { ok: false, problems: [agentFileWrong(path, read.why)] };
  return parseAgentFile(read.text, path);
}

/** The same out of its text. */
export function parseAgentFile(written: string, path: string): Result<AgentSettings> {
  const read = parseYaml(written);
  if (!read.ok)
    return { ok: false, problems: read.faults.map(({ words, at }) => agentFileWrong(path, words, at)) };
  const parsed = z.safeParse(SHAPE, read.value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue): Problem => {
      const place = issue.path.filter((step) => typeof step !== 'symbol');
      const what = place.length === 0 ? issue.message : `${place.join('.')}: ${issue.message}`;
      return agentFileWrong(path, what, read.locate(place));
    });
    return { ok: false, problems };
  }
  const { host, controllers, key, service, libvirt, intervalSeconds, restartNetwork, remedySeconds } =
    parsed.data;
  const value: AgentSettings = {
    host: host ?? hostname(),
    controllers: controllers.map(({ address, port }) => ({ address, port: port ?? HEARTBEAT_PORT })),
    key: credentialReference(key),
    service: service ?? 'nova-compute.service',
    libvirt: libvirt ?? null,
    intervalMs: (intervalSeconds ?? 5) * 1000,
    restartNetwork: restartNetwork ?? null,
    remedyMs: (remedySeconds ?? 60) * 1000,
  };
  return { ok: true, value, problems: [] };
}
