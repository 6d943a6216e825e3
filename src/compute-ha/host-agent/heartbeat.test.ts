import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fact, readSignal } from '../../evidence/fact.ts';
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat, hostKey, LARGEST_HEARTBEAT } from './heartbeat.ts';
import { HeartbeatLedger } from './heartbeat-ledger.ts';
import { HeartbeatReceiver } from './heartbeat-receiver.ts';

const MASTER = '0123456789abcdef0123456789abcdef';
const NOW = 1_800_000_000_000;
const SILENT_AFTER = 15_000;
const FRESH = 40_000;

function beat(more: Partial<Heartbeat> = {}): Heartbeat {
  return { host: 'cmp1', boot: 'b1', sequence: 1, at: NOW, service: 'running', words: '', ...more };
}

function signed(more: Partial<Heartbeat> = {}): Buffer {
  const heartbeat = beat(more);
  return encodeHeartbeat(heartbeat, hostKey(MASTER, heartbeat.host));
}

const keyOf = (host: string): string | null => (host.startsWith('cmp') ? hostKey(MASTER, host) : null);

describe('a heartbeat', () => {
  it('comes as it went, however long its words are, and in one small datagram', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.nat(), (words, sequence) => {
        const datagram = encodeHeartbeat(beat({ words, sequence }), hostKey(MASTER, 'cmp1'));
        expect(datagram.length).toBeLessThanOrEqual(LARGEST_HEARTBEAT);
        const decoded = decodeHeartbeat(datagram, keyOf);
        expect(decoded).toMatchObject({ kind: 'heartbeat', heartbeat: { host: 'cmp1', sequence } });
      }),
    );
    expect(decodeHeartbeat(signed({ words: 'all is well' }), keyOf)).toEqual({
      kind: 'heartbeat',
      heartbeat: beat({ words: 'all is well' }),
    });
    expect(() => encodeHeartbeat(beat({ host: 'h'.repeat(256) }), MASTER)).toThrow();
  });

  it('is refused when any bit of it is another, and whatever else comes', () => {
    const datagram = signed();
    for (let bit = 0; bit < datagram.length * 8; bit++) {
      const other = Buffer.from(datagram);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeHeartbeat(other, keyOf).kind, `bit ${bit}`).not.toBe('heartbeat');
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_100 }), (bytes) => {
        expect(decodeHeartbeat(Buffer.from(bytes), keyOf).kind).not.toBe('heartbeat');
        const marked = Buffer.concat([datagram.subarray(0, 10), Buffer.from(bytes)]);
        expect(decodeHeartbeat(marked, keyOf).kind).not.toBe('heartbeat');
      }),
    );
  });

  it('is refused when it is cut or too large, of an unwatched host, or signed by another host’s key', () => {
    const datagram = signed();
    for (let length = 0; length < datagram.length; length++)
      expect(decodeHeartbeat(datagram.subarray(0, length), keyOf).kind).not.toBe('heartbeat');
    const large = Buffer.concat([datagram, Buffer.alloc(LARGEST_HEARTBEAT)]);
    expect(decodeHeartbeat(large, keyOf).kind).toBe('malformed');
    expect(decodeHeartbeat(signed({ host: 'other' }), keyOf).kind).toBe('stranger');
    const foreign = encodeHeartbeat(beat(), hostKey(MASTER, 'cmp2'));
    expect(decodeHeartbeat(foreign, keyOf)).toEqual({ kind: 'forged', host: 'cmp1' });
    const odd = encodeHeartbeat({ ...beat(), sequence: 1.5 }, hostKey(MASTER, 'cmp1'));
    expect(decodeHeartbeat(odd, keyOf).kind).toBe('malformed');
  });
});

function ledgerOf(hosts: readonly string[] = ['cmp1', 'cmp2']): HeartbeatLedger {
  const ledger = new HeartbeatLedger(hosts, MASTER, SILENT_AFTER);
  ledger.listens(NOW - 60_000);
  return ledger;
}

function read(ledger: HeartbeatLedger, now: number, signal: Fact['signal'] = 'heartbeat', host = 'cmp1') {
  return readSignal(signal, ledger.facts(host, { at: now, freshForMs: FRESH }), now);
}

describe('heartbeats that come in', () => {
  it('S3.12 tell that a host lives, and how it sees its compute service', () => {
    const ledger = ledgerOf();
    expect(ledger.take(signed({ service: 'failed', words: 'nova-compute.service is inactive' }), NOW)).toBe(
      'taken',
    );
    expect(read(ledger, NOW + 1_000)).toMatchObject({ value: 'alive', facts: [{ at: NOW }] });
    expect(read(ledger, NOW + 1_000, 'host-service')).toMatchObject({
      value: 'failed',
      facts: [{ words: 'nova-compute.service is inactive', source: 'agent on cmp1' }],
    });
  });

  it('are dropped and counted when they are replayed, reordered, too old, or of an earlier boot', () => {
    const ledger = ledgerOf();
    const old = signed({ sequence: 3, at: NOW });
    ledger.take(signed({ sequence: 5, at: NOW }), NOW);
    expect(ledger.take(signed({ sequence: 5, at: NOW }), NOW)).toBe('replayed');
    expect(ledger.take(old, NOW)).toBe('replayed');
    expect(ledger.take(signed({ boot: 'b2', sequence: 1, at: NOW + 2_000 }), NOW + 2_000)).toBe('taken');
    expect(ledger.take(signed({ sequence: 9, at: NOW + 1_000 }), NOW + 2_000)).toBe('replayed');
    expect(ledger.take(signed({ boot: 'b2', sequence: 2, at: NOW }), NOW + 6_000)).toBe('wrong-clock');
    expect(ledger.take(signed({ boot: 'b2', sequence: 2, at: NOW + 9_000 }), NOW + 3_000)).toBe(
      'wrong-clock',
    );
    ledger.take(Buffer.from('hello'), NOW);
    ledger.take(signed({ host: 'other' }), NOW);
    ledger.take(encodeHeartbeat(beat(), MASTER), NOW);
    expect(ledger.counts).toEqual({
      taken: 2,
      replayed: 3,
      'wrong-clock': 2,
      malformed: 1,
      stranger: 1,
      forged: 1,
    });
  });

  it('leave a host silent only when it was heard before and another one is heard still', () => {
    const ledger = ledgerOf();
    ledger.take(signed(), NOW);
    const later = NOW + 20_000;
    expect(read(ledger, later)).toMatchObject({ value: 'unknown', doubt: 'not-said' });
    ledger.take(signed({ host: 'cmp2', at: later }), later);
    expect(read(ledger, later).value).toBe('silent');
    expect(read(ledger, later, 'host-service')).toMatchObject({ value: 'unknown' });
    expect(read(ledger, later + 20_000).value).toBe('unknown');
    expect(read(ledgerOf(['cmp1']), later).facts[0]?.words).toMatch(/never heard/);
  });

  it('leave it unknown while somebody speaks in its name in vain, or we have not listened for long', () => {
    const later = NOW + 20_000;
    const prepared = () => {
      const ledger = ledgerOf();
      ledger.take(signed(), NOW);
      ledger.take(signed({ host: 'cmp2', at: later }), later);
      return ledger;
    };
    for (const [datagram, words] of [
      [signed({ sequence: 2, at: NOW }), /time is not ours/],
      [encodeHeartbeat(beat({ at: later }), MASTER), /not signed by its key/],
    ] as const) {
      const ledger = prepared();
      ledger.take(datagram, later);
      expect(read(ledger, later).facts[0]?.words).toMatch(words);
      expect(read(ledger, later).value).toBe('unknown');
    }
    const deaf = prepared();
    deaf.listens(later - 5_000);
    expect(read(deaf, later).facts[0]?.words).toMatch(/listened for 5 s only/);
    deaf.cannotListen('the port is in use');
    expect(read(deaf, later)).toMatchObject({ value: 'unknown', facts: [{ words: 'the port is in use' }] });
  });

  it('keep no more than the newest of each watched host, whatever comes', () => {
    const ledger = ledgerOf();
    for (let i = 0; i < 20_000; i++) ledger.take(signed({ host: `stranger${i}` }), NOW);
    expect(ledger.counts.stranger).toBe(20_000);
    expect(read(ledger, NOW).value).toBe('unknown');
  });
});

describe('the receiver', () => {
  it('takes heartbeats from the network, and is unknown while another process has its port', async () => {
    const hosts = ['cmp1'];
    const first = new HeartbeatReceiver(
      new HeartbeatLedger(hosts, MASTER, SILENT_AFTER),
      { address: '127.0.0.1', port: 0 },
      Date.now,
    );
    const port = (await first.open()) ?? 0;
    const ledger = new HeartbeatLedger(hosts, MASTER, SILENT_AFTER);
    const second = new HeartbeatReceiver(ledger, { address: '127.0.0.1', port }, Date.now);
    const sender = createSocket('udp4');
    try {
      expect(await second.open()).toBeNull();
      const waiting = first.heard(hosts, 20_000);
      for (const datagram of [Buffer.alloc(9_000), signed({ at: Date.now() })])
        sender.send(datagram, port, '127.0.0.1');
      await waiting;
      const facts = async (receiver: HeartbeatReceiver) =>
        (await receiver.ask(hosts, { at: Date.now(), freshForMs: FRESH })).get('cmp1');
      expect(await facts(first)).toMatchObject([{ value: 'alive' }, { value: 'running' }]);
      expect(await facts(second)).toMatchObject([
        { value: 'unknown', words: expect.stringMatching(/EADDRINUSE/) },
        { value: 'unknown' },
      ]);
    } finally {
      sender.close();
      await Promise.all([first.close(), second.close()]);
    }
  });
});
