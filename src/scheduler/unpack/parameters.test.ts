import { expect, it } from 'vitest';
import type { Primitive } from '../model/resource.ts';
import { configuredCluster } from './cluster-fixture.ts';
import { findResource } from './find.ts';
import { parametersOn } from './parameters.ts';

const set = (id: string, name: string, value: string, rule = '') =>
  `<instance_attributes id="${id}">${rule}<nvpair id="${id}-p" name="${name}" value="${value}"/></instance_attributes>`;

it('prefer the resource, then its ancestors, then the defaults (A3.3)', () => {
  const cluster = configuredCluster({
    resourceDefaults: set('d', 'c', 'default') + set('d2', 'b', 'default'),
    resources: `<group id="g">${set('gi', 'b', 'group')}${set('gj', 'a', 'group')}
      <primitive id="r" class="ocf" provider="heartbeat" type="Dummy">${set('ri', 'a', 'own')}</primitive></group>`,
  });
  const table = parametersOn(cluster, findResource(cluster, 'r') as Primitive, cluster.nodes[0] ?? null);
  expect(Object.fromEntries(table)).toEqual({ a: 'own', b: 'group', c: 'default' });
});

it('share one table between nodes unless a rule asks for node attributes', () => {
  const rule = '<rule id="ru"><expression id="e" attribute="#uname" operation="eq" value="n2"/></rule>';
  const cluster = configuredCluster({
    resources: `<primitive id="same" class="ocf" provider="heartbeat" type="Dummy">${set('i', 'a', '1')}</primitive>
      <primitive id="vary" class="ocf" provider="heartbeat" type="Dummy">${set('j', 'a', '1', rule)}</primitive>`,
  });
  const same = findResource(cluster, 'same') as Primitive;
  const vary = findResource(cluster, 'vary') as Primitive;
  const [one = null, two = null] = cluster.nodes;
  expect(parametersOn(cluster, same, one)).toBe(parametersOn(cluster, same, two));
  expect([one, two, null].map((node) => parametersOn(cluster, vary, node).get('a'))).toEqual([
    undefined,
    '1',
    undefined,
  ]);
});

it('tell when a rule of theirs will change, even if nothing asks for a parameter (A3.4.12)', () => {
  const rule = '<rule id="ru"><date_expression id="e" operation="gt" start="2100-01-01"/></rule>';
  const cluster = configuredCluster({
    resources: `<primitive id="r" class="ocf" provider="heartbeat" type="Dummy">${set('i', 'a', '1', rule)}</primitive>`,
  });
  expect(cluster.recheckBy).toBe(4_102_444_801);
});
