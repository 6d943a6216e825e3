import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeConfiguration, newConfiguration } from './change-configuration.ts';
import { type ConfDocument, parseConf, writeConf } from './document.ts';
import { readConfiguration } from './read-configuration.ts';

const WRITTEN = `# made by hand
totem {
	version: 2
    cluster_name:  shop   
    transport: knet
    crypto_cipher: aes256
    crypto_hash: sha256
    # faster than the default
    token: 1500
    odd_key: kept

    interface {
        linknumber: 1
        knet_link_priority: 10
    }
}

nodelist {
    node {
        ring0_addr: 10.0.0.1
        ring1_addr: 10.0.1.1
        name: alpha
        nodeid: 1
        # rack 4
    }
    node {
        ring0_addr: 10.0.0.2
        ring1_addr: 10.0.1.2
        name: beta
        nodeid: 2
    }
}
quorum {
    provider: corosync_votequorum
    device {
        model: net
        votes: 1
        net {
            host: arbiter
            algorithm: ffsplit
        }
    }
}
mystery {
    anything: goes : here
}
`;

function parsed(text: string): ConfDocument {
  const result = parseConf(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function codesOf(text: string): string[] {
  const document = parseConf(text);
  const result = document.ok ? readConfiguration(document.value) : document;
  return result.problems.map(({ code, at }) => `${code}@${at?.line ?? 0}`);
}

describe('a corosync.conf', () => {
  it('is written back letter for letter', () => {
    expect(writeConf(parsed(WRITTEN))).toBe(WRITTEN);
  });

  it('is read with nodes, links, crypto, quorum and device', () => {
    const result = readConfiguration(parsed(WRITTEN));
    expect(result.problems).toEqual([]);
    expect(result.ok && result.value).toEqual({
      clusterName: 'shop',
      transport: 'knet',
      tokenMs: 1500,
      crypto: { model: null, cipher: 'aes256', hash: 'sha256', keyFile: null },
      nodes: [
        { nodeId: 1, name: 'alpha', addresses: ['10.0.0.1', '10.0.1.1'] },
        { nodeId: 2, name: 'beta', addresses: ['10.0.0.2', '10.0.1.2'] },
      ],
      links: [{ linkNumber: 1, options: { knet_link_priority: '10' } }],
      quorum: {
        provider: 'corosync_votequorum',
        expectedVotes: null,
        isTwoNode: false,
        waitsForAll: false,
        lastManStanding: false,
        autoTieBreaker: false,
        device: {
          model: 'net',
          votes: 1,
          options: {},
          net: { host: 'arbiter', algorithm: 'ffsplit' },
          heuristics: {},
        },
      },
    });
  });

  it('changes only the lines it must', () => {
    let document = parsed(WRITTEN);
    document = changeConfiguration(document, { kind: 'set-totem', settings: { token: '3000' } });
    document = changeConfiguration(document, {
      kind: 'put-node',
      node: { nodeId: 1, name: 'alpha', addresses: ['10.9.0.1', '10.0.1.1'] },
    });
    document = changeConfiguration(document, { kind: 'remove-device' });
    const before = WRITTEN.split('\n');
    const after = writeConf(document).split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      '    token: 3000',
      '        ring0_addr: 10.9.0.1',
    ]);
    expect(after).toContain('        # rack 4');
    expect(after).not.toContain('            host: arbiter');
  });

  it('takes nodes and links in and out', () => {
    let document = parsed(WRITTEN);
    const gamma = { nodeId: 3, name: 'gamma', addresses: ['10.0.0.3', '10.0.1.3'] };
    document = changeConfiguration(document, { kind: 'put-node', node: gamma });
    document = changeConfiguration(document, { kind: 'remove-node', nodeId: 2 });
    document = changeConfiguration(document, { kind: 'remove-link', linkNumber: 1 });
    document = changeConfiguration(document, {
      kind: 'set-link',
      linkNumber: 0,
      settings: { mcastport: '5410' },
    });
    const result = readConfiguration(parsed(writeConf(document)));
    expect(result.ok && result.value.nodes).toEqual([
      { nodeId: 1, name: 'alpha', addresses: ['10.0.0.1'] },
      { nodeId: 3, name: 'gamma', addresses: ['10.0.0.3'] },
    ]);
    expect(result.ok && result.value.links).toEqual([{ linkNumber: 0, options: { mcastport: '5410' } }]);
  });

  it('gets a quorum device with its net', () => {
    const document = changeConfiguration(parsed(WRITTEN), {
      kind: 'set-device',
      settings: { votes: null },
      net: { algorithm: 'lms', port: '5403' },
      heuristics: { mode: 'sync' },
    });
    const result = readConfiguration(parsed(writeConf(document)));
    expect(result.ok && result.value.quorum.device).toEqual({
      model: 'net',
      votes: null,
      options: {},
      net: { host: 'arbiter', algorithm: 'lms', port: '5403' },
      heuristics: { mode: 'sync' },
    });
  });

  it('is written anew for a new cluster, two nodes needing but one', () => {
    const document = newConfiguration({
      name: 'new',
      nodes: [
        { nodeId: 1, name: 'a', addresses: ['192.0.2.1'] },
        { nodeId: 2, name: 'b', addresses: ['192.0.2.2'] },
      ],
    });
    const result = readConfiguration(parsed(writeConf(document)));
    expect(result.problems).toEqual([]);
    expect(result.ok && result.value.quorum.isTwoNode).toBe(true);
  });

  it.each([
    ['totem {\nversion: 2\nnonsense\n}\n', 'HWS-COR-101@3'],
    ['totem {\nversion: 2\n', 'HWS-COR-102@1'],
    ['totem {\nversion: 2\n}\n}\n', 'HWS-COR-103@4'],
    ['totem {\nversion: 1\n}\n', 'HWS-COR-104@2'],
    ['nodelist {\nnode {\nname: a\nring0_addr: x\n}\n}\n', 'HWS-COR-105@2'],
    [
      'nodelist {\nnode {\nnodeid: 1\nring0_addr: x\n}\nnode {\nnodeid: 1\nring0_addr: y\n}\n}\n',
      'HWS-COR-106@6',
    ],
    [
      'nodelist {\nnode {\nnodeid: 1\nring0_addr: x\n}\nnode {\nnodeid: 2\nring1_addr: y\n}\n}\n',
      'HWS-COR-107@6',
    ],
    ['nodelist {\nnode {\nnodeid: 1\n}\n}\n', 'HWS-COR-107@2'],
    ['quorum {\nprovider: corosync_votequorum\ntwo_node: 1\n}\n', 'HWS-COR-108@3'],
    ['totem {\nversion: 2\ntransport: carrier-pigeon\n}\n', 'HWS-COR-109@3'],
    ['quorum {\nwait_for_all: maybe\n}\n', 'HWS-COR-109@2'],
    ['totem {\nversion: 2\ncrypto_cipher: aes128\n}\n', 'HWS-COR-110@3'],
    ['totem {\nversion: 2\ntransport: udpu\ncrypto_cipher: aes128\ncrypto_hash: sha1\n}\n', 'HWS-COR-110@4'],
    ['totem {\nversion: 2\ntoken: soon\n}\n', 'HWS-COR-111@3'],
    ['quorum {\ndevice {\nmodel: net\nnet {\nhost: x\n}\n}\n}\n', 'HWS-COR-112@4'],
    ['quorum {\nprovider: other\n}\n', 'HWS-COR-113@2'],
    ['totem {\nversion: 2\ntransport: udpu\ninterface {\nlinknumber: 1\n}\n}\n', 'HWS-COR-114@4'],
    ['nodelist {\nnode {\nnodeid: 1\nring0_addr: x\n}\n}\n', 'HWS-COR-115@2'],
  ])('has its mistakes found where they are: %j', (text, expected) => {
    expect(codesOf(text)).toContain(expected);
  });

  it('never crashes us, and what parses is written back as it was', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        'totem {',
        'nodelist {',
        'node {',
        'quorum {',
        'device {',
        '}',
        'version: 2',
        'nodeid: 1',
        ' #',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = lines.map((one) => `${one.replaceAll('\n', '')}\n`).join('');
        const document = parseConf(text);
        if (!document.ok) return;
        expect(writeConf(document.value)).toBe(text);
        readConfiguration(document.value);
      }),
    );
  });
});

const HAS_COROSYNC = spawnSync('corosync', ['-v']).status === 0;

describe.runIf(HAS_COROSYNC)('Corosync itself', () => {
  /** `corosync -t` reads a configuration, says whether it would start with it, and does not start. */
  function accepts(text: string): boolean {
    const directory = mkdtempSync(join(tmpdir(), 'hawser-conf-'));
    try {
      writeFileSync(join(directory, 'corosync.conf'), text);
      writeFileSync(join(directory, 'authkey'), Buffer.alloc(256, 7));
      return spawnSync('corosync', ['-t', '-c', join(directory, 'corosync.conf')]).status === 0;
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  const nodes = [1, 2].map((nodeId) => ({ nodeId, name: `n${nodeId}`, addresses: [`127.0.0.${nodeId}`] }));

  it('accepts what we write for a new cluster', () => {
    const totem = { crypto_cipher: 'none', crypto_hash: 'none' };
    expect(accepts(writeConf(newConfiguration({ name: 'new', nodes, totem })))).toBe(true);
  });

  it('refuses what we call an error', () => {
    const document = newConfiguration({
      name: 'new',
      nodes,
      totem: { crypto_cipher: 'none', crypto_hash: 'none' },
    });
    for (const change of [
      { kind: 'set-totem', settings: { transport: 'carrier-pigeon' } },
      { kind: 'set-totem', settings: { version: '1' } },
      { kind: 'put-node', node: { nodeId: 3, name: 'n3', addresses: ['', '127.0.0.3'] } },
    ] as const) {
      const changed = changeConfiguration(document, change);
      expect(readConfiguration(changed).ok).toBe(false);
      expect(accepts(writeConf(changed))).toBe(false);
    }
  });
});
