import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { type CredentialReference, credentialName, resolveCredential } from '../power/credential.ts';
import { credentialReference, SECRET_SHAPE } from '../power/credential-shape.ts';
import type { Result } from '../result/problem.ts';
import { HEARTBEAT_PORT } from './host-agent/agent-file.ts';
import { HeartbeatLedger } from './host-agent/heartbeat-ledger.ts';
import { HeartbeatReceiver, type ListenAddress } from './host-agent/heartbeat-receiver.ts';
import type { SshSettings } from './host-agent/ssh-remedy.ts';
import { heartbeatKeyWeak } from './problem.ts';

/** How controllers deal with the agents of the compute hosts. */
export interface AgentsSettings {
  /** The controllers’ key, out of which those of the hosts are made. */
  readonly key: CredentialReference;
  readonly listen: ListenAddress;
  /** How often agents speak, ms. */
  readonly intervalMs: number;
  /** `null`: hosts are not asked for remedies. */
  readonly ssh: SshSettings | null;
}

const text = z.string().check(z.minLength(1));
const port = z.int().check(z.minimum(1), z.maximum(65_535));

/** The key `agents` of compute.yaml. */
export const AGENTS_SHAPE = z.optional(
  z.strictObject({
    key: SECRET_SHAPE,
    address: z.optional(
      z.string().check(z.refine((value) => isIP(value) !== 0, { error: 'it is no IP address' })),
    ),
    port: z.optional(port),
    intervalSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(60))),
    ssh: z.optional(
      z.strictObject({
        user: z.optional(text),
        port: z.optional(port),
        key: text,
        knownHosts: text,
        seconds: z.optional(z.int().check(z.minimum(10), z.maximum(900))),
      }),
    ),
  }),
);

const SSH_PORT = 22;
const LONGEST_KEY = 4096;
/** Characters of a key; 32 bytes in hexadecimal digits have twice as many. */
const LEAST_KEY = 32;
/** Heartbeats in a row that may be lost. */
const MISSED = 3;

/** What was written, with what is usual where nothing was; `null` where there are no agents. */
export function agentsSettings(written: z.infer<typeof AGENTS_SHAPE>): AgentsSettings | null {
  if (written === undefined) return null;
  const { key, address, port: listenPort, intervalSeconds, ssh } = written;
  return {
    key: credentialReference(key),
    listen: { address: address ?? '::', port: listenPort ?? HEARTBEAT_PORT },
    intervalMs: (intervalSeconds ?? 5) * 1000,
    ssh:
      ssh === undefined
        ? null
        : {
            user: ssh.user ?? 'root',
            port: ssh.port ?? SSH_PORT,
            keyFile: ssh.key,
            knownHostsFile: ssh.knownHosts,
            deadlineMs: (ssh.seconds ?? 90) * 1000,
          },
  };
}

/** A receiver of these hosts’ heartbeats, not open yet. */
export async function heartbeatReceiver(
  { key, listen, intervalMs }: AgentsSettings,
  hosts: readonly string[],
): Promise<Result<{ readonly receiver: HeartbeatReceiver; readonly ledger: HeartbeatLedger }>> {
  const read = await heartbeatKey(key);
  if (!read.ok) return read;
  const ledger = new HeartbeatLedger(hosts, read.value, intervalMs * MISSED);
  const value = { receiver: new HeartbeatReceiver(ledger, listen, Date.now), ledger };
  return { ok: true, value, problems: [] };
}

/** A key for heartbeats, of the controllers or of a host. */
export async function heartbeatKey(reference: CredentialReference): Promise<Result<string>> {
  const read = await resolveCredential(reference, LONGEST_KEY);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const { password } = read.credential;
  if (password.length < LEAST_KEY)
    return { ok: false, problems: [heartbeatKeyWeak(credentialName(reference), LEAST_KEY)] };
  return { ok: true, value: password, problems: [] };
}
