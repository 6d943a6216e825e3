import type { XmlElement } from '../../src/cib/xml/element.ts';
import { type Attributes, element, pairSet, present } from './build.ts';
import { BOOLEANS, metaOf, operations, primitive } from './generate-primitive.ts';
import type { Inventory } from './inventory.ts';
import type { Random } from './random.ts';

function clone(random: Random, id: string, child: XmlElement, isPromotable: boolean): XmlElement {
  const meta: Record<string, string | number | boolean | null> = {};
  if (random.chance(0.35)) meta['clone-max'] = random.between(0, 4);
  if (random.chance(0.15)) meta['globally-unique'] = 'true';
  if (random.chance(0.15)) meta['clone-node-max'] = random.between(1, 3);
  if (random.chance(0.45)) meta.interleave = random.pick(BOOLEANS);
  if (random.chance(0.25)) meta.ordered = random.pick(BOOLEANS);
  if (random.chance(0.25)) meta.notify = 'true';
  if (random.chance(0.1)) meta['clone-min'] = random.between(1, 2);
  if (isPromotable) {
    meta.promotable = 'true';
    if (random.chance(0.4)) meta['promoted-max'] = random.between(0, 3);
    if (random.chance(0.15)) meta['promoted-node-max'] = random.between(1, 2);
  }
  return element('clone', { id }, present(metaOf(random, id, meta), child));
}

function bundle(random: Random, id: string, child: XmlElement | null): XmlElement {
  const promoted = child !== null && random.chance(0.3);
  const agent = random.pick(['docker', 'podman']);
  const attributes: Attributes = {
    image: 'pcmk:test',
    replicas: random.chance(0.8) ? random.between(1, 3) : null,
    'replicas-per-host': random.chance(0.15) ? 2 : null,
    'promoted-max': promoted ? 1 : null,
    options: random.chance(0.2) ? '--user=root' : null,
    network: random.chance(0.3) ? 'host' : null,
  };
  const network = element(
    'network',
    {
      'ip-range-start':
        random.chance(0.5) || child !== null ? `192.168.122.${random.between(10, 250)}` : null,
      'control-port': random.chance(0.3) ? 9999 : null,
    },
    random.chance(0.3) ? [element('port-mapping', { id: `${id}-port`, port: 80 })] : [],
  );
  const storage = element('storage', {}, [
    element('storage-mapping', {
      id: `${id}-storage`,
      'source-dir': '/dev/log',
      'target-dir': '/dev/log',
      options: random.chance(0.5) ? 'rw' : null,
    }),
  ]);
  return element(
    'bundle',
    { id },
    present(
      random.chance(0.2) ? metaOf(random, id) : null,
      element(agent, attributes),
      network,
      random.chance(0.4) ? storage : null,
      child,
    ),
  );
}

/** The resources section; fills `inventory`. */
export function generateResources(
  random: Random,
  inventory: Inventory,
  options: { readonly fencing: boolean; readonly remote: boolean },
): XmlElement {
  const list: XmlElement[] = [];
  let number = 0;
  const nextId = (): string => `r${++number}`;
  if (options.fencing) {
    for (let i = random.between(1, 2); i > 0; i--) {
      list.push(
        element(
          'primitive',
          { id: `fencing${i}`, class: 'stonith', type: 'fence_dummy' },
          present(
            random.chance(0.2)
              ? pairSet('meta_attributes', `fencing${i}-meta`, { provides: 'unfencing' })
              : null,
            random.chance(0.5)
              ? element('operations', {}, [
                  element('op', { id: `fencing${i}-monitor`, name: 'monitor', interval: '60s' }),
                ])
              : null,
          ),
        ),
      );
    }
  }
  if (random.chance(0.15)) {
    list.push(
      element(
        'template',
        { id: 'template1', class: 'ocf', provider: 'pacemaker', type: 'Dummy' },
        present(operations(random, 'template1', false)),
      ),
    );
    for (let i = random.between(1, 2); i > 0; i--) {
      const id = nextId();
      list.push(element('primitive', { id, template: 'template1' }, present(metaOf(random, id))));
      inventory.primitives.push(id);
    }
    inventory.templates.push('template1');
  }
  const wanted = random.between(1, 6);
  for (let i = 0; i < wanted; i++) {
    const roll = random.next();
    if (roll < 0.4) {
      const id = nextId();
      const isGuest = options.remote && random.chance(0.2);
      if (isGuest) inventory.remoteNodes.push(`guest-${id}`);
      list.push(primitive(random, id, 'plain', isGuest ? { 'remote-node': `guest-${id}` } : {}));
      inventory.primitives.push(id);
    } else if (roll < 0.58) {
      const id = `g${++number}`;
      const members = Array.from({ length: random.between(1, 3) }, nextId);
      inventory.members.push(...members);
      inventory.groups.push(id);
      list.push(
        element(
          'group',
          { id },
          present(metaOf(random, id), ...members.map((member) => primitive(random, member, 'plain'))),
        ),
      );
    } else if (roll < 0.74) {
      const child = nextId();
      const id = `${child}-clone`;
      inventory.clones.push(id);
      if (random.chance(0.25)) {
        const members = Array.from({ length: random.between(1, 2) }, nextId);
        inventory.members.push(...members);
        list.push(
          clone(
            random,
            id,
            element(
              'group',
              { id: child },
              members.map((member) => primitive(random, member, 'instance')),
            ),
            false,
          ),
        );
      } else {
        list.push(clone(random, id, primitive(random, child, 'instance'), false));
      }
    } else if (roll < 0.9) {
      const child = nextId();
      const id = `${child}-clone`;
      inventory.promotables.push(id);
      inventory.promotableLeaves.push(child);
      list.push(clone(random, id, primitive(random, child, 'promotable'), true));
    } else if (options.remote) {
      const id = `b${++number}`;
      const child = random.chance(0.7) ? nextId() : null;
      inventory.bundles.push(id);
      if (child !== null) inventory.promotableLeaves.push(child);
      list.push(bundle(random, id, child === null ? null : primitive(random, child, 'promotable')));
    } else {
      const id = nextId();
      list.push(primitive(random, id, 'plain'));
      inventory.primitives.push(id);
    }
  }
  if (options.remote && random.chance(0.4)) {
    inventory.remoteNodes.push('remote1');
    list.push(
      element(
        'primitive',
        { id: 'remote1', class: 'ocf', provider: 'pacemaker', type: 'remote' },
        present(
          pairSet('instance_attributes', 'remote1-params', {
            server: 'remote1',
            reconnect_interval: random.chance(0.2) ? '60s' : null,
          }),
          element('operations', {}, [
            element('op', { id: 'remote1-monitor', name: 'monitor', interval: '20s' }),
          ]),
        ),
      ),
    );
  }
  return element('resources', {}, list);
}
