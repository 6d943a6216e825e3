import { describe, expect, it } from 'vitest';
import type { Clone } from '../model/resource.ts';
import { createInstance } from './clone.ts';
import { configuredCluster, nodeElements } from './cluster-fixture.ts';
import { findResource } from './find.ts';

function unpacked(meta: Record<string, string>, child = dummy(), element = 'clone') {
  const pairs = Object.entries(meta)
    .map(([name, value]) => `<nvpair id="p-${name}" name="${name}" value="${value}"/>`)
    .join('');
  const cluster = configuredCluster({
    nodes: nodeElements(3),
    resources: `<${element} id="c"><meta_attributes id="m">${pairs}</meta_attributes>${child}</${element}>`,
  });
  return { cluster, clone: findResource(cluster, 'c') as Clone | null };
}
const dummy = (agent = 'class="ocf" provider="pacemaker" type="Stateful"') => `<primitive id="r" ${agent}/>`;

describe('clones (A7.4)', () => {
  it('have an instance for every node unless told otherwise', () => {
    const { clone } = unpacked({});
    expect(clone).toMatchObject({ cloneMax: 3, cloneNodeMax: 1, isUnique: false, isPromotable: false });
    expect(clone?.children.map((child) => child.id)).toEqual(['r:0', 'r:1', 'r:2']);
    expect(clone?.children[0]?.meta.get('clone-max')).toBe('3');
    expect(clone?.meta.get('globally-unique')).toBe('false');
  });

  it('have one orphan instance when there shall be none', () => {
    const { clone } = unpacked({ 'clone-max': '0' });
    expect(clone?.children.map((child) => [child.id, child.isOrphan])).toEqual([['r:0', true]]);
  });

  it('run one instance a node when anonymous, as many as asked for when unique', () => {
    expect(unpacked({ 'clone-node-max': '2' }).clone?.cloneNodeMax).toBe(1);
    expect(unpacked({ 'clone-node-max': '2', 'globally-unique': 'true' }).clone).toMatchObject({
      cloneNodeMax: 2,
      isUnique: true,
    });
  });

  it('are promotable when they say so or are written the old way', () => {
    expect(unpacked({ promotable: 'true', 'master-max': '2' }).clone).toMatchObject({
      isPromotable: true,
      promotedMax: 2,
      promotedNodeMax: 1,
    });
    const { clone } = unpacked({}, dummy(), 'master');
    expect(clone?.isPromotable).toBe(true);
    expect(clone?.children[0]?.isPromotable).toBe(true);
  });

  it('become anonymous when the agent cannot tell instances apart', () => {
    const { clone } = unpacked(
      { 'globally-unique': 'true', 'clone-max': '9' },
      dummy('class="lsb" type="web"'),
    );
    expect(clone).toMatchObject({ isUnique: false, cloneMax: 3, cloneNodeMax: 1 });
    expect(clone?.children).toHaveLength(3);
    expect(clone?.children.every((child) => !child.isUnique)).toBe(true);
  });

  it('become anonymous instance by instance: the members of the last one that can be unique stay so', () => {
    const group = `<group id="g">${dummy()}<primitive id="web" class="lsb" type="web"/></group>`;
    const { cluster } = unpacked({ 'globally-unique': 'true', 'clone-max': '2' }, group);
    const flags = ['r:0', 'web:0', 'r:1', 'web:1'].map((id) => findResource(cluster, id)?.isUnique);
    expect(flags).toEqual([false, false, true, false]);
  });

  it('are dropped when the agent cannot be promoted', () => {
    const { clone, cluster } = unpacked({ promotable: 'true' }, dummy('class="lsb" type="web"'));
    expect(clone).toBeNull();
    expect(cluster.problems.map((problem) => problem.code)).toContain('HWS-SCH-010');
  });

  it('number the members of cloned groups, and make surplus instances orphans', () => {
    const { clone, cluster } = unpacked({ 'clone-max': '1' }, `<group id="g">${dummy()}</group>`);
    expect(findResource(cluster, 'r:0')?.parent?.id).toBe('g:0');
    const surplus = createInstance(cluster, clone as Clone);
    expect(surplus).toMatchObject({ id: 'g:1', isOrphan: true });
    expect(findResource(cluster, 'r:1')).toMatchObject({ isOrphan: true });
  });
});
