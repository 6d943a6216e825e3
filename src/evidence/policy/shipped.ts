import { parsePolicy } from './parse.ts';
import type { Policy } from './policy.ts';

const ENABLED = { 'compute-status': 'enabled' };
const DOWN = { ...ENABLED, 'compute-state': 'down' };

/** The nine steps of S2 as a table: Nova's view, then echo requests to the host and to all its instances. */
const PING_ALL = {
  name: 'ping-all',
  samples: { needed: 2, of: 2 },
  rules: [
    {
      name: 'maintenance',
      when: { 'compute-status': 'disabled' },
      verdict: 'healthy',
      why: 'the compute service is disabled: the host is in maintenance and not watched',
    },
    {
      name: 'status-unknown',
      when: { 'compute-status': 'unknown' },
      verdict: 'unknown',
      why: 'Nova does not say whether the host is to be watched',
    },
    {
      name: 'service-up',
      when: { ...ENABLED, 'compute-state': 'up' },
      verdict: 'healthy',
      why: 'Nova sees the compute service up',
    },
    {
      name: 'state-unknown',
      when: { ...ENABLED, 'compute-state': 'unknown' },
      verdict: 'unknown',
      why: 'Nova does not say whether the compute service is up',
    },
    {
      name: 'host-answers',
      when: { ...DOWN, 'host-address': 'alive' },
      verdict: 'suspect',
      why: 'the compute service is down, but the host answers',
    },
    {
      name: 'instance-answers',
      when: { ...DOWN, 'instance-addresses': 'alive' },
      verdict: 'suspect',
      why: 'the compute service is down, but an instance on the host answers: it runs, and must not be started elsewhere',
    },
    {
      name: 'all-silent',
      when: { ...DOWN, 'host-address': 'silent', 'instance-addresses': ['silent', 'none'] },
      verdict: 'dead',
      why: 'the compute service is down and nothing on the host answers',
    },
    {
      name: 'instances-unknown',
      when: { ...DOWN, 'host-address': 'silent', 'instance-addresses': 'unknown' },
      verdict: 'unknown',
      why: 'not all instances could be asked',
    },
    {
      name: 'host-unknown',
      when: { ...DOWN, 'host-address': 'unknown', 'instance-addresses': ['silent', 'none', 'unknown'] },
      verdict: 'unknown',
      why: 'the host could not be asked',
    },
  ],
} as const;

const UNLIT = { ...ENABLED, power: ['on', 'unknown'] };
const STORED = { ...UNLIT, 'storage-network': ['healthy', 'unknown'] };
const SERVED = { ...STORED, 'host-service': ['running', 'unknown'] };
const CONNECTED = {
  ...SERVED,
  'management-network': ['healthy', 'unknown'],
  'tenant-network': ['healthy', 'unknown'],
};
const SEEN_UP = { ...CONNECTED, 'compute-state': 'up' };
const VIEW_UNKNOWN = 'a network’s state is unknown';

/** S3: three Consul networks, the compute service from both sides, and the BMC. */
const THREE_NETWORKS = {
  name: 'three-networks',
  samples: { needed: 2, of: 3 },
  rules: [
    {
      name: 'maintenance',
      when: { 'compute-status': 'disabled' },
      verdict: 'healthy',
      why: 'the compute service is disabled: the host is in maintenance and not watched',
    },
    {
      name: 'status-unknown',
      when: { 'compute-status': 'unknown' },
      verdict: 'unknown',
      why: 'Nova does not say whether the host is to be watched',
    },
    {
      name: 'powered-off',
      when: { ...ENABLED, power: 'off' },
      verdict: 'recover',
      try: ['power-on'],
      escalation: 'page',
      why: 'the BMC says that the host is off',
    },
    {
      name: 'storage-lost',
      when: { ...UNLIT, 'storage-network': 'failed' },
      verdict: 'recover',
      try: ['restart-network'],
      why: 'instances have lost their disks',
    },
    {
      name: 'service-failed',
      when: { ...STORED, 'host-service': 'failed' },
      verdict: 'recover',
      try: ['restart-service'],
      why: 'the compute service does not run on the host',
    },
    {
      name: 'management-lost',
      when: { ...SERVED, 'management-network': 'failed' },
      verdict: 'network-mail',
      why: 'instances run on without the management network',
    },
    {
      name: 'tenant-lost',
      when: { ...SERVED, 'tenant-network': 'failed' },
      verdict: 'network-mail',
      why: 'instances run, and reach each other less; moving them helps only where the fault is the host’s own',
    },
    {
      name: 'server-side-only',
      when: { ...CONNECTED, 'compute-state': 'down' },
      verdict: 'suspect',
      why: 'only the server side sees a fault: it may heal by itself',
    },
    {
      name: 'state-unknown',
      when: { ...CONNECTED, 'compute-state': 'unknown' },
      verdict: 'unknown',
      why: 'Nova does not say whether the compute service is up',
    },
    {
      name: 'all-healthy',
      when: {
        ...SEEN_UP,
        'management-network': 'healthy',
        'storage-network': 'healthy',
        'tenant-network': 'healthy',
      },
      verdict: 'healthy',
      why: 'all networks are healthy and the compute service is up',
    },
    {
      name: 'management-unknown',
      when: { ...SEEN_UP, 'management-network': 'unknown' },
      verdict: 'unknown',
      why: VIEW_UNKNOWN,
    },
    {
      name: 'storage-unknown',
      when: { ...SEEN_UP, 'storage-network': 'unknown' },
      verdict: 'unknown',
      why: VIEW_UNKNOWN,
    },
    {
      name: 'tenant-unknown',
      when: { ...SEEN_UP, 'tenant-network': 'unknown' },
      verdict: 'unknown',
      why: VIEW_UNKNOWN,
    },
  ],
} as const;

/** The shipped policies as an operator would write them. */
export const SHIPPED_POLICIES: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [PING_ALL.name, PING_ALL],
  [THREE_NETWORKS.name, THREE_NETWORKS],
]);

/** A shipped policy, ready for use; `null` for a name that is none. */
export function shippedPolicy(name: string): Policy | null {
  const written = SHIPPED_POLICIES.get(name);
  if (written === undefined) return null;
  const parsed = parsePolicy(written);
  if (!parsed.ok) throw new Error(`the shipped policy ${name} is wrong: ${parsed.problems[0]?.message}`);
  return parsed.value;
}
