import { element, pairSet } from './build.ts';
import { meta } from './enrich-sets.ts';
import { addSet, type Enrichment, fresh, resourcesOf, ruled, section } from './enrichment.ts';
import { descendants } from './tree.ts';

const fromTemplate: Enrichment = (root, random) => {
  const targets = resourcesOf(root, 'primitive').filter(
    (one) => one.get('template') === null && one.get('class') === 'ocf' && one.get('type') !== 'remote',
  );
  if (targets.length === 0) return;
  const target = random.pick(targets);
  const id = fresh('template');
  const template = element(
    'template',
    { id, class: target.get('class'), provider: target.get('provider'), type: target.get('type') },
    [
      element('operations', {}, [
        element('op', {
          id: `${id}-monitor`,
          name: 'monitor',
          interval: random.pick(['10s', '25s']),
          timeout: '25s',
        }),
        element('op', { id: `${id}-start`, name: 'start', interval: '0', timeout: '26s' }),
        element('op', {
          id: `${id}-promoted`,
          name: 'monitor',
          interval: '27s',
          role: random.pick(['Master', 'Promoted']),
        }),
      ]),
    ],
  );
  addSet(template, ruled(random, 'meta_attributes', 'resource', meta(random)));
  for (const name of ['class', 'provider', 'type']) target.unset(name);
  target.set('template', id);
  section(root, 'resources').children.unshift(template);
};

const guestInGroup: Enrichment = (root, random, inventory) => {
  const members = resourcesOf(root, 'group').flatMap((group) => [...group.elements('primitive')]);
  if (members.length === 0 || inventory.remoteNodes.length === 0) return;
  const member = random.pick(members);
  const name = `guest-${member.get('id')}`;
  if (inventory.remoteNodes.includes(name) || member.get('class') !== 'ocf') return;
  const pairs = {
    'remote-node': name,
    'remote-addr': random.chance(0.5) ? '10.0.0.7' : null,
    'remote-port': random.chance(0.3) ? '3122' : null,
    'remote-connect-timeout': random.chance(0.3) ? '15s' : null,
    'remote-allow-migrate': random.chance(0.3) ? random.pick(['true', 'false']) : null,
  };
  addSet(member, pairSet('meta_attributes', fresh('guest'), pairs));
  inventory.remoteNodes.push(name);
};

const contained: Enrichment = (root, random, inventory) => {
  if (inventory.primitives.length < 2) return;
  const [inner, outer] = random.some(inventory.primitives, 2) as [string, string];
  const target = resourcesOf(root, 'primitive').find((one) => one.get('id') === inner);
  if (target !== undefined)
    addSet(target, pairSet('meta_attributes', fresh('container'), { container: outer }));
};

const clonedFencing: Enrichment = (root, random, inventory) => {
  const resources = section(root, 'resources');
  const index = resources.children.findIndex(
    (one) => one.kind === 'element' && one.get('class') === 'stonith',
  );
  const device = resources.children[index];
  if (device === undefined || device.kind !== 'element') return;
  const id = `${device.get('id')}-clone`;
  resources.children[index] = element('clone', { id }, [device]);
  inventory.clones.push(id);
  addSet(
    device,
    pairSet('instance_attributes', fresh('params'), {
      pcmk_monitor_timeout: '35s',
      pcmk_host_list: 'node1',
      passwd: 's',
    }),
  );
  if (random.chance(0.5))
    addSet(device, pairSet('meta_attributes', fresh('meta'), { provides: 'unfencing' }));
};

const bundleDetails: Enrichment = (root, random) => {
  const bundles = resourcesOf(root, 'bundle');
  if (bundles.length === 0) return;
  const bundle = random.pick(bundles);
  const network = bundle.first('network');
  if (network !== null) {
    if (random.chance(0.4)) network.set('add-host', random.pick(['true', 'false']));
    if (random.chance(0.4)) network.set('host-interface', 'eth1');
    if (random.chance(0.4)) network.set('host-netmask', '24');
    if (random.chance(0.2)) network.set('ip-range-start', '192.168.122.253');
    if (random.chance(0.3))
      network.children.push(element('port-mapping', { id: fresh('port'), range: '5000-5010' }));
    if (random.chance(0.3))
      network.children.push(
        element('port-mapping', { id: fresh('port'), port: '81', 'internal-port': '8080' }),
      );
  }
  for (const name of ['docker', 'podman', 'rkt']) {
    const agent = bundle.first(name);
    if (agent === null) continue;
    if (random.chance(0.3)) agent.set('run-command', '/usr/bin/run it');
    if (random.chance(0.2)) agent.set('options', '');
  }
  const storage = bundle.first('storage');
  if (storage !== null && random.chance(0.5)) {
    storage.children.push(
      element('storage-mapping', {
        id: fresh('storage'),
        'source-dir-root': '/srv',
        'target-dir': random.pick(['/var/log', '/data']),
      }),
    );
  }
};

const asMaster: Enrichment = (root, random) => {
  const resources = section(root, 'resources');
  const clones = [...resources.elements('clone')];
  if (clones.length === 0) return;
  const clone = random.pick(clones);
  if (descendants(clone, 'primitive').some((one) => one.get('type') !== 'Stateful')) return;
  const master = element('master', { id: clone.get('id') }, [...clone.elements()]);
  addSet(
    master,
    pairSet('meta_attributes', fresh('master'), {
      'master-max': random.chance(0.6) ? random.pick(['0', '1', '2']) : null,
      'master-node-max': random.chance(0.3) ? '2' : null,
    }),
  );
  resources.children[resources.children.indexOf(clone)] = master;
};

/** Templates, guests in groups, containers, cloned devices, details of bundles. */
export const STRUCTURE: readonly Enrichment[] = [
  fromTemplate,
  guestInGroup,
  contained,
  clonedFencing,
  bundleDetails,
  asMaster,
];
