import { expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';
import { findResource } from './find.ts';

const set = (id: string, values: Record<string, string>) =>
  `<meta_attributes id="${id}">${Object.entries(values)
    .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
    .join('')}</meta_attributes>`;

it('goes from own sets over ancestors and defaults to what else the parent holds (A3.3)', () => {
  const cluster = configuredCluster({
    resourceDefaults: set('d', { priority: '3', 'migration-threshold': '9' }),
    resources: `<clone id="c">${set('cm', { priority: '2', critical: 'false' })}
      <group id="g">${set('gm', { critical: 'true' })}
        <primitive id="r" class="ocf" provider="heartbeat" type="Dummy">${set('rm', { 'is-managed': 'false' })}</primitive>
      </group></clone>`,
  });
  const member = findResource(cluster, 'r:0');
  expect(member).toMatchObject({
    priority: 2,
    isCritical: true,
    isManaged: false,
    migrationThreshold: 9,
    stickiness: 1,
  });
  expect(member?.meta.get('clone')).toBe('0');
  expect(member?.meta.get('id')).toBe('r');
  expect(findResource(cluster, 'c')?.priority).toBe(2);
});

it('lets resource defaults win over the stickiness clones get by themselves (A7.4.2)', () => {
  const cluster = configuredCluster({
    resourceDefaults: set('d', { 'resource-stickiness': '0' }),
    resources: '<clone id="c"><primitive id="r" class="ocf" provider="heartbeat" type="Dummy"/></clone>',
  });
  expect(findResource(cluster, 'r:0')?.stickiness).toBe(0);
});

it('matches default rules against the resource itself, not its parent (A3.3)', () => {
  const cluster = configuredCluster({
    resourceDefaults: `<meta_attributes id="d"><rule id="ru" boolean-op="and">
      <rsc_expression id="e" class="ocf" provider="heartbeat" type="Dummy"/></rule>
      <nvpair id="p" name="priority" value="5"/></meta_attributes>`,
    resources: '<group id="g"><primitive id="r" class="ocf" provider="heartbeat" type="Dummy"/></group>',
  });
  expect(findResource(cluster, 'r')?.priority).toBe(5);
  expect(findResource(cluster, 'g')?.priority).toBe(0);
});
