import { describe, expect, it } from 'vitest';
import { clone, group, primitive } from '../placement/scenario.fixture.ts';
import { configuredCluster } from '../unpack/cluster-fixture.ts';
import { locationLines, problemCodes, read } from './constraint.fixture.ts';
import { unpackConstraints } from './unpack.ts';

const ab = primitive('a') + primitive('b');
const rule = (
  attributes: string,
  condition = '<expression id="e" attribute="#uname" operation="ne" value="n1"/>',
) => `<rule id="r" ${attributes}>${condition}</rule>`;
const rack = (value: string) =>
  `<instance_attributes id="i${value}"><nvpair id="v${value}" name="rack" value="${value}"/></instance_attributes>`;

describe('location constraints by node and score (B5.2)', () => {
  it('name one resource, one node in any case, and a score', () => {
    const cluster = read({
      resources: ab,
      constraints: '<rsc_location id="l" rsc="a" node="N2" score="7x"/>',
    });
    expect(locationLines(cluster)).toEqual(['a: n2=7']);
    expect(cluster.resources[0]?.locations).toEqual(cluster.locations);
  });

  it('are limited by Stopped and Promoted only', () => {
    const at = (role: string) => `<rsc_location id="l-${role}" rsc="a" node="n1" score="1" role="${role}"/>`;
    const cluster = read({
      resources: ab,
      constraints: ['Started', 'Slave', 'Stopped', 'master', 'odd'].map(at).join(''),
    });
    expect(locationLines(cluster)).toEqual([
      'a: n1=1',
      'a: n1=1',
      'a (Stopped): n1=1',
      'a (Promoted): n1=1',
      'a: n1=1',
    ]);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-004']);
  });

  it('mean nothing for unknown resources and nodes, or when they say nothing, and it is reported', () => {
    const cluster = read({
      resources: ab,
      constraints:
        '<rsc_location id="l1" rsc="nosuch" node="n1" score="1"/><rsc_location id="l2" rsc="a" node="n9" score="1"/>' +
        '<rsc_location id="l3" rsc="a" node="n1"/><rsc_location id="l4" node="n1" score="1"/>',
    });
    expect(locationLines(cluster)).toEqual([]);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-001', 'HWS-CON-002', 'HWS-CON-003', 'HWS-CON-010']);
  });

  it('make the resource exclusive as soon as they exist (B5.7)', () => {
    const cluster = read({
      resources: ab,
      constraints:
        '<rsc_location id="l1" rsc="a" node="n1" score="1" resource-discovery="Exclusive"/>' +
        '<rsc_location id="l2" rsc="b" node="n1" score="1" resource-discovery="odd"/>',
    });
    expect(cluster.resources.map((resource) => resource.hasExclusiveDiscovery)).toEqual([true, false]);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-007']);
  });

  it('do not exist outside their lifetime (B1.13)', () => {
    const lifetime = (id: string, end: string) =>
      `<rsc_location id="${id}" rsc="a" node="n1" score="1"><lifetime><rule id="${id}-r">` +
      `<date_expression id="${id}-d" operation="lt" end="${end}"/></rule></lifetime></rsc_location>`;
    const cluster = read({
      resources: ab,
      constraints: lifetime('past', '2020-01-01') + lifetime('future', '2090-01-01'),
    });
    expect(cluster.locations.map((location) => location.id)).toEqual(['future']);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-022', 'HWS-CON-022']);
  });
});

describe('location constraints by rules (B5.3)', () => {
  const byRule = (text: string, nodeContent: Readonly<Record<string, string>> = {}) =>
    read({ resources: ab, nodeContent, constraints: `<rsc_location id="l" rsc="a">${text}</rsc_location>` });

  it('give every node the rule holds on its score', () => {
    expect(locationLines(byRule(rule('score="9"')))).toEqual(['a: n2=9 n3=9']);
  });

  it('count the base score of the node again when the rule is an or', () => {
    const cluster = configuredCluster({
      nodes: '<node id="1" uname="n1" score="-7"/><node id="2" uname="n2" score="-7"/>',
      resources: ab,
      constraints: `<rsc_location id="l" rsc="a">${rule('score="100" boolean-op="or"')}</rsc_location>`,
    });
    unpackConstraints(cluster);
    expect(locationLines(cluster)).toEqual(['a: n2=93']);
  });

  it('read the score from a node attribute, −INFINITY where it is missing', () => {
    const cluster = byRule(rule('score-attribute="rack"', ''), { n1: rack('4'), n2: rack('INFINITY') });
    expect(locationLines(cluster)).toEqual(['a: n1=4 n2=INFINITY n3=-INFINITY']);
  });

  it('keep Started as a limit, drop Unpromoted, and drop rules whose role is none', () => {
    expect(locationLines(byRule(rule('score="9" role="Started"')))).toEqual(['a (Started): n2=9 n3=9']);
    expect(locationLines(byRule(rule('score="9" role="Unpromoted"')))).toEqual(['a: n2=9 n3=9']);
    for (const role of ['odd', 'Unknown']) {
      const cluster = byRule(rule(`score="9" role="${role}"`));
      expect(locationLines(cluster)).toEqual([]);
      expect(problemCodes(cluster)).toEqual(['HWS-CON-005']);
    }
  });

  it('count 0 when they say no score', () => {
    const cluster = byRule(rule(''));
    expect(locationLines(cluster)).toEqual(['a: n2=0 n3=0']);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-006']);
  });

  it('can ask for a parameter or meta attribute of the resource', () => {
    const resources = primitive(
      'a',
      { zone: 'n3' },
      '<instance_attributes id="p"><nvpair id="q" name="home" value="n2"/></instance_attributes>',
    );
    const asks = (source: string, value: string) =>
      rule(
        'score="1"',
        `<expression id="e" attribute="#uname" operation="eq" value="${value}" value-source="${source}"/>`,
      );
    const constraints = `<rsc_location id="l" rsc="a">${asks('param', 'home')}${asks('meta', 'zone')}</rsc_location>`;
    expect(locationLines(read({ resources, constraints }))).toEqual(['a: n2=1', 'a: n3=1']);
  });
});

describe('location constraints by pattern (B5.4)', () => {
  const resources = primitive('db-1') + primitive('db-2') + group('web', [primitive('db-3')]);

  it('reach the top-level resources whose ids the pattern finds', () => {
    const constraints =
      '<rsc_location id="l1" rsc-pattern="^db-" node="n1" score="1"/><rsc_location id="l2" rsc-pattern="!db" node="n1" score="2"/>';
    expect(locationLines(read({ resources, constraints }))).toEqual([
      'db-1: n1=1',
      'db-2: n1=1',
      'web: n1=2',
    ]);
  });

  it('put what groups captured into the names of attributes', () => {
    const nodeContent = {
      n1: '<instance_attributes id="i"><nvpair id="v" name="pref-2" value="8"/></instance_attributes>',
    };
    const constraints = `<rsc_location id="l" rsc-pattern="db-(.)">${rule('score-attribute="pref-%1"', '<expression id="e" attribute="pref-%1" operation="defined"/>')}</rsc_location>`;
    expect(locationLines(read({ resources, constraints, nodeContent }))).toEqual(['db-1: ', 'db-2: n1=8']);
  });

  it('report patterns that are invalid or find nothing', () => {
    const constraints =
      '<rsc_location id="l1" rsc-pattern="(" node="n1" score="1"/><rsc_location id="l2" rsc-pattern="zz" node="n1" score="2"/>';
    const cluster = read({ resources, constraints });
    expect(problemCodes(cluster)).toEqual(['HWS-CON-008', 'HWS-CON-009']);
    expect(cluster.locations).toEqual([]);
  });
});

describe('location constraints by sets, tags and templates (B5.5, B5.6)', () => {
  const tags =
    '<tag id="t"><obj_ref id="a"/><obj_ref id="b"/></tag><tag id="u"><obj_ref id="t"/></tag><tag id="empty"/>';
  const set = (ids: readonly string[], attributes = '') =>
    `<resource_set id="s" ${attributes}>${ids.map((id) => `<resource_ref id="${id}"/>`).join('')}</resource_set>`;
  const bySet = (text: string, attributes = '') =>
    read({
      resources: ab,
      tags,
      constraints: `<rsc_location id="l" node="n1" score="3" ${attributes}>${text}</rsc_location>`,
    });

  it('apply to every member, the score and role of the set first', () => {
    expect(locationLines(bySet(set(['a', 'b'])))).toEqual(['a: n1=3', 'b: n1=3']);
    expect(locationLines(bySet(set(['a'], 'score="4" role="Promoted"'), 'role="Stopped"'))).toEqual([
      'a (Promoted): n1=4',
    ]);
  });

  it('end at the first member that does not exist', () => {
    const cluster = bySet(set(['a', 'nosuch', 'b']));
    expect(locationLines(cluster)).toEqual(['a: n1=3']);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-001']);
  });

  it('stand for everything in a tag, in sets also through other tags', () => {
    expect(locationLines(bySet('', 'rsc="t"'))).toEqual(['a: n1=3', 'b: n1=3']);
    expect(locationLines(bySet(set(['u'])))).toEqual(['a: n1=3', 'b: n1=3']);
    expect(locationLines(bySet('', 'rsc="u"'))).toEqual([]);
  });

  it('stay as they are when anything in them means nothing', () => {
    const cluster = bySet(set(['t', 'empty']));
    expect(locationLines(cluster)).toEqual([]);
    expect(cluster.problems.length).toBe(1);
  });

  it('come to an end when tags contain each other', () => {
    const cyclic = '<tag id="x"><obj_ref id="y"/></tag><tag id="y"><obj_ref id="x"/><obj_ref id="a"/></tag>';
    const constraints = `<rsc_location id="l" node="n1" score="3">${set(['x'])}</rsc_location>`;
    expect(locationLines(read({ resources: ab, tags: cyclic, constraints }))).toEqual(['a: n1=3']);
  });

  it('stand for every user of a template', () => {
    const resources =
      '<template id="tpl" class="ocf" provider="pacemaker" type="Dummy"/>' +
      '<primitive id="a" template="tpl"/><primitive id="b" template="tpl"/>';
    const constraints = '<rsc_location id="l" rsc="tpl" node="n1" score="3"/>';
    expect(locationLines(read({ resources, constraints }))).toEqual(['a: n1=3', 'b: n1=3']);
  });
});

describe('references in constraints (B5.1)', () => {
  const constraints =
    '<rsc_location id="l" rsc="p" node="n1" score="3"/><rsc_location id="m" rsc="p:1" node="n1" score="4"/>';

  it('mean the whole clone by the id history knows its instances by, and one instance by its number', () => {
    const known = read({ resources: clone('c', primitive('p')), active: { n1: ['p'] }, constraints });
    expect(locationLines(known)).toEqual(['c: n1=3', 'p:1: n1=4']);
  });

  it('mean nothing by that id as long as history has none of it', () => {
    const fresh = read({ resources: clone('c', primitive('p')), constraints });
    expect(locationLines(fresh)).toEqual(['p:1: n1=4']);
    expect(problemCodes(fresh)).toEqual(['HWS-CON-001']);
  });
});

it('tell when rules of the parameters change, on every node they ask about (A3.4.12)', () => {
  const cluster = configuredCluster({
    resources: `<clone id="c"><instance_attributes id="i"><rule id="i-r">
      <expression id="i-e" attribute="#uname" operation="eq" value="n2"/>
      <date_expression id="i-d" operation="gt" start="2100-01-01"/></rule><nvpair id="i-p" name="a" value="1"/>
      </instance_attributes><primitive id="p" class="ocf" provider="heartbeat" type="Dummy"/></clone>`,
    constraints: `<rsc_location id="l" rsc="c">${rule('score="5"')}</rsc_location>`,
  });
  expect(cluster.recheckBy).toBeNull();
  unpackConstraints(cluster);
  expect(cluster.recheckBy).toBe(4_102_444_801);
});
