import { describe, expect, it } from 'vitest';
import { parseComputeFile, readComputeFile } from './compute-file.ts';

describe('the file that lists the compute hosts', () => {
  it('says which hosts are watched, how, and by what', () => {
    const text = `policy: three-networks
cloud: { file: /etc/hawser/cmpha.conf, name: prod, region: north }
inventory: /etc/hawser/inventory.yaml
controls: [10.0.0.254, 'fd00::1']
hosts:
  - { name: cmp1, addresses: [10.0.0.11, 10.1.0.11] }
`;
    expect(parseComputeFile(text, 'compute.yaml')).toEqual({
      ok: true,
      problems: [],
      value: {
        policy: 'three-networks',
        hosts: [{ name: 'cmp1', addresses: ['10.0.0.11', '10.1.0.11'] }],
        controls: ['10.0.0.254', 'fd00::1'],
        cloudFile: '/etc/hawser/cmpha.conf',
        cloud: 'prod',
        region: 'north',
        inventory: '/etc/hawser/inventory.yaml',
      },
    });
    expect(parseComputeFile('hosts: [{ name: a, addresses: [10.0.0.1] }]', 'c')).toMatchObject({
      value: { policy: 'ping-all', controls: [], cloudFile: null, inventory: null },
    });
  });

  it('is refused with everything that is wrong, by line', async () => {
    const lines = (text: string) => parseComputeFile(text, 'c').problems.map(({ at }) => at?.line);
    const wrong =
      'hots: 1\ncontrols: [gateway]\nhosts:\n  - name: a\n    addresses: []\n  - addresses: [10.0.0.1]\n';
    expect(lines(wrong).toSorted()).toEqual([1, 2, 5, 6].toSorted());
    const twice =
      'hosts:\n  - { name: a, addresses: [10.0.0.1] }\n  - { name: a, addresses: [10.0.0.2] }\n  - { name: b, addresses: [10.0.0.1] }\n';
    expect(lines(twice)).toEqual([3, 4]);
    for (const text of ['', 'hosts: []', 'hosts: [', '- a'])
      expect(parseComputeFile(text, 'c').ok, text).toBe(false);
    expect(await readComputeFile('/nowhere/compute.yaml')).toMatchObject({
      ok: false,
      problems: [{ code: 'HWS-CMP-001' }],
    });
  });
});
