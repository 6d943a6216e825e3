import { describe, expect, test } from 'vitest';
import type { Cib } from '../model/cib.ts';
import type { PrimitiveDefinition } from '../model/resource-definition.ts';
import { parseDocument } from '../xml/parse-document.ts';
import { readCib } from './cib.ts';

function read(content: string): Cib {
  const parsed = parseDocument(`<cib have-quorum="true" dc-uuid="1">${content}</cib>`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return readCib(parsed.value);
}

function primitive(cib: Cib, id: string): PrimitiveDefinition {
  const found = cib.resources.find((resource) => resource.id === id);
  if (found?.kind !== 'primitive') throw new Error(`no primitive ${id}`);
  return found;
}

describe('sections (A1.1)', () => {
  test('a missing section is empty', () => {
    const cib = read('');
    expect([cib.nodes, cib.resources, cib.constraints, cib.tags, cib.nodeStates, cib.propertySets]).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
    expect([cib.haveQuorum, cib.dcUuid, cib.executionDate]).toEqual(['true', '1', null]);
  });

  test('the first element of a name counts, wherever it stands', () => {
    const cib = read('<x><nodes><node id="1" uname="a"/></nodes></x><nodes><node id="2" uname="b"/></nodes>');
    expect(cib.nodes.map((node) => node.uname)).toEqual(['a']);
  });
});

describe('sets and pairs (A3.1, A3.2)', () => {
  test('references to sets and pairs are followed', () => {
    const cib = read(
      `<resources><primitive id="a"><meta_attributes id="m" score="5"><nvpair id="p" name="x" value="1"/></meta_attributes></primitive>
       <primitive id="b"><meta_attributes id-ref="m"/><meta_attributes id-ref="nowhere"/>
       <instance_attributes id="i"><nvpair id-ref="p"/><nvpair id-ref="p" name="y"/><nvpair id-ref="gone"/></instance_attributes></primitive></resources>`,
    );
    expect(primitive(cib, 'b').metaSets).toMatchObject([
      { id: 'm', score: 5, pairs: [{ name: 'x', value: '1' }] },
    ]);
    expect(primitive(cib, 'b').instanceSets[0]?.pairs).toEqual([
      { name: 'x', value: '1' },
      { name: 'y', value: '1' },
    ]);
  });

  test('a legacy set wraps its pairs in one element, which must be the first (A1.5)', () => {
    const cib = read(
      `<crm_config><cluster_property_set id="a">\n <attributes><nvpair name="x" value="1"/></attributes></cluster_property_set>
       <cluster_property_set id="b"><!-- no --><attributes><nvpair name="x" value="1"/></attributes></cluster_property_set></crm_config>`,
    );
    expect(cib.propertySets.map((set) => set.pairs.length)).toEqual([1, 0]);
  });
});

describe('templates (A3.5)', () => {
  const template = `<template id="t" class="ocf" provider="p" type="d"><meta_attributes id="tm"/>
    <operations><op id="t1" name="monitor" interval="10s"/><op id="t2" name="start" interval="0"/><op id="t3" name="monitor" interval="5s" role="Master"/></operations></template>`;

  test('the template gives the attributes, the primitive the id and its own children', () => {
    const cib = read(
      `<resources>${template}<primitive id="r" template="t" class="lsb"><meta_attributes id="rm"/></primitive></resources>`,
    );
    const resource = primitive(cib, 'r');
    expect([...resource.attributes]).toEqual([
      ['id', 'r'],
      ['class', 'ocf'],
      ['provider', 'p'],
      ['type', 'd'],
    ]);
    expect(resource.metaSets.map((set) => set.id)).toEqual(['tm', 'rm']);
    expect(resource.operations.map((operation) => operation.id)).toEqual(['t1', 't2', 't3']);
    expect(cib.templates).toEqual(new Map([['t', ['r']]]));
  });

  test('own operations hide those of the same name and kind of role, whatever their interval', () => {
    const own =
      '<operations><op id="o1" name="monitor" interval="99s" role="Slave"/><op id="o2" name="stop" interval="0"/></operations>';
    const cib = read(`<resources>${template}<primitive id="r" template="t">${own}</primitive></resources>`);
    expect(primitive(cib, 'r').operations.map((operation) => operation.id)).toEqual(['o1', 'o2', 't2', 't3']);
  });

  test('a primitive of an unknown template is left out', () => {
    const cib = read(
      `<resources>${template}<primitive id="r" template="zzz"/><primitive id="t" template="t"/><group id="g"><primitive id="m" template="t"/></group></resources>`,
    );
    expect(cib.resources.map((resource) => resource.id)).toEqual(['g']);
    expect(cib.templates.get('t')).toEqual(['m']);
  });
});

describe('resources', () => {
  test('a clone takes its first primitive or group, a master is one that can be promoted', () => {
    const cib = read(
      '<resources><clone id="c"><meta_attributes id="m"/><group id="g"><primitive id="p"/></group><primitive id="q"/></clone><master id="m1"><primitive id="x"/></master><zzz id="z"/><primitive/></resources>',
    );
    expect(cib.resources).toMatchObject([
      { kind: 'clone', id: 'c', isLegacyPromotable: false, child: { kind: 'group', members: [{ id: 'p' }] } },
      { kind: 'clone', id: 'm1', isLegacyPromotable: true, child: { id: 'x' } },
    ]);
  });

  test('a bundle has its container, network and storage', () => {
    const cib = read(
      '<resources><bundle id="b"><podman image="i"/><docker image="j"/><network control-port="9"><port-mapping id="p" port="80"/></network><storage><storage-mapping id="s" source-dir="/a" target-dir="/b"/></storage></bundle></resources>',
    );
    expect(cib.resources[0]).toMatchObject({
      kind: 'bundle',
      container: { agent: 'docker' },
      network: { ports: [{ id: 'p', port: '80', internalPort: null, range: null }] },
      storage: [{ sourceDir: '/a', sourceDirRoot: null, targetDir: '/b' }],
      primitive: null,
    });
  });

  test('operations may be another resource’s', () => {
    const cib = read(
      '<resources><primitive id="a"><operations id="o"><op id="x" name="monitor" interval="10s" enabled="false"/></operations></primitive><primitive id="b"><operations id-ref="o"/></primitive></resources>',
    );
    expect(primitive(cib, 'b').operations).toMatchObject([
      { name: 'monitor', intervalMs: 10_000, enabled: false },
    ]);
  });

  test.each([
    [
      '<resources><primitive id="a"><meta_attributes id="m"><nvpair name="requires" value="unfencing"/></meta_attributes></primitive></resources>',
      true,
    ],
    [
      '<rsc_defaults><meta_attributes id="m"><nvpair name="provides" value="unfencing"/></meta_attributes></rsc_defaults>',
      true,
    ],
    [
      '<resources><primitive id="a"><instance_attributes id="m"><nvpair name="requires" value="unfencing"/></instance_attributes></primitive></resources>',
      false,
    ],
    [
      '<op_defaults><meta_attributes id="m"><nvpair name="requires" value="unfencing"/></meta_attributes></op_defaults>',
      false,
    ],
  ])('whether unfencing is asked for is read off the text (A2.6): %s', (content, expected) => {
    expect(read(content).usesUnfencing).toBe(expected);
  });
});

describe('constraints', () => {
  test('sets are followed, constraints without id left out', () => {
    const cib = read(
      '<constraints><rsc_order id="a"><resource_set id="s" action="stop"><resource_ref id="x"/><resource_ref id="y"/></resource_set></rsc_order><rsc_order id="b"><resource_set id-ref="s"/></rsc_order><rsc_location rsc="x"/><zzz id="z"/></constraints>',
    );
    expect(cib.constraints.map((constraint) => constraint.id)).toEqual(['a', 'b']);
    expect(cib.constraints[1]?.sets).toMatchObject([{ id: 's', action: 'stop', resources: ['x', 'y'] }]);
  });

  test('a location has its rules and the rules of its lifetime', () => {
    const cib = read(
      '<constraints><rsc_location id="a" rsc="x"><rule id="r" role="Promoted" score-attribute="s"/><lifetime><rule id="l"/></lifetime></rsc_location></constraints>',
    );
    expect(cib.constraints[0]).toMatchObject({
      kind: 'location',
      rules: [{ id: 'r', role: 'Promoted', scoreAttribute: 's', score: null }],
      lifetime: [{ id: 'l' }],
    });
  });

  test('tags list each id once (A3.9)', () => {
    const cib = read(
      '<tags><tag id="t"><obj_ref id="b"/><obj_ref id="a"/><obj_ref id="b"/><obj_ref/></tag><tag/></tags>',
    );
    expect(cib.tags).toEqual([{ id: 't', references: ['b', 'a'] }]);
  });
});

describe('status', () => {
  test('node states hold attributes and history', () => {
    const cib = read(
      `<status><node_state id="1" uname="n" in_ccm="true" crmd="online"><transient_attributes id="1"><instance_attributes id="i"><nvpair name="a" value="b"/></instance_attributes></transient_attributes>
       <lrm id="1"><lrm_resources><lrm_resource id="r" class="ocf" provider="p" type="t" container="c">
       <lrm_rsc_op id="r_last_0" operation="start" interval="10000" call-id="-1" rc-code="193" op-status="-1" last-rc-change="1600000000" on_node="n"/></lrm_resource></lrm_resources></lrm></node_state>
       <tickets><ticket_state id="T" granted="true" own="1"/></tickets></status>`,
    );
    const [state] = cib.nodeStates;
    expect(state).toMatchObject({ id: '1', uname: 'n', inCcm: 'true', crmd: 'online', join: null });
    expect(state?.transientSets[0]?.pairs).toEqual([{ name: 'a', value: 'b' }]);
    const [resource] = state?.resources ?? [];
    expect(resource).toMatchObject({ id: 'r', class: 'ocf', container: 'c', shutdownLock: null });
    expect(resource?.operations[0]).toMatchObject({
      id: 'r_last_0',
      key: 'r_last_0',
      task: 'start',
      intervalMs: 10_000,
      callId: -1,
      rc: 193,
      status: -1,
      lastRcChange: 1_600_000_000,
      onNode: 'n',
      exitReason: null,
    });
    expect(cib.ticketStates.map(({ id, attributes }) => [id, attributes.get('own')])).toEqual([['T', '1']]);
  });
});
