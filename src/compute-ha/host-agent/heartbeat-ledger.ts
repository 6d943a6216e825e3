import { CLOCK_SKEW_MS, type Fact } from '../../evidence/fact.ts';
import { UNKNOWN } from '../../evidence/signal.ts';
import type { Occasion } from '../witness/echo.ts';
import { type Decoded, decodeHeartbeat, type Heartbeat, hostKey } from './heartbeat.ts';

/**
 * What became of a datagram.
 * - `taken`: a heartbeat that is newer than all before.
 * - `replayed`: one that is not: sent again, or overtaken.
 * - `wrong-clock`: one whose time is not ours; also one that is old.
 */
export const FATES = ['taken', 'replayed', 'wrong-clock', 'malformed', 'stranger', 'forged'] as const;
export type Fate = (typeof FATES)[number];

const FATE_WORDS: Readonly<Record<Fate, string>> = {
  taken: 'taken',
  replayed: 'they are not newer than those before',
  'wrong-clock': 'their time is not ours',
  malformed: 'they cannot be read',
  stranger: 'nobody watches it',
  forged: 'they are not signed by its key',
};

interface Heard {
  readonly heartbeat: Heartbeat;
  /** When it came, epoch ms. */
  readonly at: number;
}

/** Heartbeats of all watched hosts as they came in; the newest of each is kept, all else is counted. */
export class HeartbeatLedger {
  readonly counts: Record<Fate, number> = {
    taken: 0,
    replayed: 0,
    'wrong-clock': 0,
    malformed: 0,
    stranger: 0,
    forged: 0,
  };
  readonly #keys: ReadonlyMap<string, string>;
  readonly #silentAfterMs: number;
  readonly #heard = new Map<string, Heard>();
  readonly #refused = new Map<string, { readonly fate: Fate; readonly at: number }>();
  /** Since when nothing could be missed, epoch ms; `null`: nobody listens. */
  #listeningSince: number | null = null;
  #deafness = 'nobody listens';

  /** `silentAfterMs`: longer than some heartbeats in a row take that may be lost. */
  constructor(hosts: readonly string[], controllersKey: string, silentAfterMs: number) {
    this.#keys = new Map(hosts.map((host) => [host, hostKey(controllersKey, host)]));
    this.#silentAfterMs = silentAfterMs;
  }

  listens(now: number): void {
    this.#listeningSince = now;
  }

  cannotListen(words: string): void {
    this.#listeningSince = null;
    this.#deafness = words;
  }

  hasHeard(host: string): boolean {
    return this.#heard.has(host);
  }

  take(datagram: Buffer, now: number): Fate {
    const decoded = decodeHeartbeat(datagram, (host) => this.#keys.get(host) ?? null);
    const fate = this.#fate(decoded, now);
    this.counts[fate]++;
    if (decoded.kind === 'heartbeat' && fate === 'taken')
      this.#heard.set(decoded.heartbeat.host, { heartbeat: decoded.heartbeat, at: now });
    else {
      const host = decoded.kind === 'heartbeat' ? decoded.heartbeat.host : decoded.host;
      // What a stranger claims to be is not kept: there is no end to it.
      if (this.#keys.has(host)) this.#refused.set(host, { fate, at: now });
    }
    return fate;
  }

  #fate(decoded: Decoded, now: number): Fate {
    if (decoded.kind !== 'heartbeat') return decoded.kind;
    const { heartbeat } = decoded;
    if (Math.abs(heartbeat.at - now) > CLOCK_SKEW_MS) return 'wrong-clock';
    const last = this.#heard.get(heartbeat.host)?.heartbeat;
    if (last === undefined) return 'taken';
    const isNewer =
      last.boot === heartbeat.boot ? heartbeat.sequence > last.sequence : heartbeat.at > last.at;
    return isNewer ? 'taken' : 'replayed';
  }

  /**
   * What is known of a host. It is `silent` only when it was heard before, somebody else is heard still, nobody claimed to be
   * it in vain, and we have listened all the time: everything else is unknown.
   */
  facts(host: string, { at: now, freshForMs }: Occasion): readonly Fact[] {
    const heard = this.#heard.get(host);
    const fact = (signal: Fact['signal'], value: string, words: string, at = now): Fact => ({
      signal,
      value,
      source: `agent on ${host}`,
      at,
      freshForMs,
      words,
    });
    if (heard !== undefined && now - heard.at <= this.#silentAfterMs) {
      const { service, words, at } = heard.heartbeat;
      const seenAt = Math.min(at, heard.at);
      return [fact('heartbeat', 'alive', '', seenAt), fact('host-service', service, words, seenAt)];
    }
    const doubt = this.#doubt(host, heard, now);
    return [
      doubt === null
        ? fact('heartbeat', 'silent', heard === undefined ? '' : `last heard ${seconds(now - heard.at)} ago`)
        : fact('heartbeat', UNKNOWN, doubt),
      fact('host-service', UNKNOWN, 'its agent is not heard'),
    ];
  }

  /** Why silence is not believed. */
  #doubt(host: string, heard: Heard | undefined, now: number): string | null {
    const since = this.#listeningSince;
    if (since === null) return this.#deafness;
    const listenedMs = now - since;
    if (listenedMs <= this.#silentAfterMs) return `we have listened for ${seconds(listenedMs)} only`;
    if (heard === undefined) return 'it was never heard';
    const refused = this.#refused.get(host);
    if (refused !== undefined && now - refused.at <= this.#silentAfterMs)
      return `heartbeats in its name are refused: ${FATE_WORDS[refused.fate]}`;
    const others = [...this.#heard].filter(([name]) => name !== host);
    if (!others.some(([, other]) => now - other.at <= this.#silentAfterMs))
      return 'no other host is heard either';
    return null;
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
