/** What a value may be: one of some words, or an integer that is not negative. */
type Allowed = readonly string[] | 'integer' | 'any';

/** A part of the section totem, as commands name it, with its options (corosync.conf(5)). */
export interface ParameterPart {
  /** What messages call its options. */
  readonly text: string;
  /** What stands in front of an option's name in the file. */
  readonly prefix: string;
  readonly options: Readonly<Record<string, Allowed>>;
}

const TOTEM_INTEGERS = [
  'consensus',
  'downcheck',
  'fail_recv_const',
  'heartbeat_failures_allowed',
  'hold',
  'join',
  'max_messages',
  'max_network_delay',
  'merge',
  'miss_count_const',
  'send_join',
  'seqno_unchanged_const',
  'token',
  'token_coefficient',
  'token_retransmit',
  'token_retransmits_before_loss_const',
  'window_size',
];

const IP_VERSION = ['ipv4', 'ipv4-6', 'ipv6', 'ipv6-4'];

export const TOTEM: ParameterPart = {
  text: 'totem',
  prefix: '',
  options: {
    block_unlisted_ips: ['no', 'yes'],
    ...Object.fromEntries(TOTEM_INTEGERS.map((name) => [name, 'integer'] as const)),
  },
};

export const KNET_TRANSPORT: ParameterPart = {
  text: 'knet transport',
  prefix: '',
  options: { ip_version: IP_VERSION, knet_pmtud_interval: 'integer', link_mode: ['active', 'passive', 'rr'] },
};

export const UDP_TRANSPORT: ParameterPart = {
  text: 'udp/udpu transport',
  prefix: '',
  options: { ip_version: IP_VERSION, netmtu: 'integer' },
};

export const COMPRESSION: ParameterPart = {
  text: 'compression',
  prefix: 'knet_compression_',
  options: { level: 'integer', model: 'any', threshold: 'integer' },
};

export const CRYPTO: ParameterPart = {
  text: 'crypto',
  prefix: 'crypto_',
  options: {
    cipher: ['aes128', 'aes192', 'aes256', 'none'],
    hash: ['md5', 'none', 'sha1', 'sha256', 'sha384', 'sha512'],
    model: ['nss', 'openssl'],
  },
};

/** What a value has to be, when a given one is not; `null` when it fits. */
export function misfit(allowed: Allowed, value: string): string | null {
  if (allowed === 'any') return null;
  if (allowed === 'integer') return /^\d+$/.test(value) ? null : 'a non-negative integer';
  return allowed.includes(value) ? null : allowed.map((one) => `'${one}'`).join(', ');
}
