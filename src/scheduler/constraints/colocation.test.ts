import { describe, expect, it } from 'vitest';
import { clone, group, primitive } from '../placement/scenario.fixture.ts';
import { findResource } from '../unpack/find.ts';
import { colocationLines, orderLines, problemCodes, read } from './constraint.fixture.ts';

const abcd = ['a', 'b', 'c', 'd'].map((id) => primitive(id)).join('');
const promotable = clone('m', primitive('p'), { promotable: 'true' });
const set = (id: string, members: string, attributes = '') =>
  `<resource_set id="${id}" ${attributes}>${[...members].map((m) => `<resource_ref id="${m}"/>`).join('')}</resource_set>`;
const sets = (attributes: string, ...content: string[]) =>
  read({
    resources: abcd,
    constraints: `<rsc_colocation id="k" ${attributes}>${content.join('')}</rsc_colocation>`,
  });

describe('a colocation of two resources (B7.1, B7.2)', () => {
  const pair = (attributes: string, resources = abcd + promotable) =>
    read({ resources, constraints: `<rsc_colocation id="k" ${attributes}/>` });

  it('makes the first depend on the second', () => {
    const cluster = pair('rsc="a" with-rsc="b" score="INFINITY" node-attribute="rack"');
    expect(colocationLines(cluster)).toEqual(['a with b INFINITY']);
    expect(cluster.colocations[0]?.nodeAttribute).toBe('rack');
    expect(findResource(cluster, 'a')?.colocatedWith).toEqual(cluster.colocations);
    expect(findResource(cluster, 'b')?.dependents).toEqual(cluster.colocations);
  });

  it('is limited by every role but Started', () => {
    const cluster = pair('rsc="a" with-rsc="m" score="5" rsc-role="Started" with-rsc-role="Master"');
    expect(colocationLines(cluster)).toEqual(['a with m[Promoted] 5']);
    expect(colocationLines(pair('rsc="a" with-rsc="m" score="5" rsc-role="odd"'))).toEqual(['a with m 5']);
  });

  it('means nothing with score 0, with an unknown resource, or when a side is missing', () => {
    expect(problemCodes(pair('rsc="a" with-rsc="b"'))).toEqual(['HWS-CON-015']);
    expect(problemCodes(pair('rsc="a" with-rsc="z" score="1"'))).toEqual(['HWS-CON-001']);
    expect(problemCodes(pair('rsc="a" score="1"'))).toEqual(['HWS-CON-010']);
  });

  it('can pick an instance of a clone, and only of a clone', () => {
    expect(colocationLines(pair('rsc="a" with-rsc="m" with-rsc-instance="1" score="5"'))).toEqual([
      'a with p:1 5',
    ]);
    expect(problemCodes(pair('rsc="a" with-rsc="m" with-rsc-instance="9" score="5"'))).toEqual([
      'HWS-CON-011',
    ]);
    expect(problemCodes(pair('rsc="a" rsc-instance="1" with-rsc="m" score="5"'))).toEqual(['HWS-CON-011']);
  });

  it('has influence unless it or the dependent says otherwise (B7.5)', () => {
    const resources = primitive('a', { critical: 'false' }) + primitive('b');
    const influence = (attributes: string) =>
      pair(`rsc="a" with-rsc="b" score="1" ${attributes}`, resources).colocations[0]?.influence;
    expect(influence('')).toBe(false);
    expect(influence('influence="yes"')).toBe(true);
    const invalid = pair('rsc="a" with-rsc="b" score="1" influence="odd" symmetrical="true"', resources);
    expect(invalid.colocations[0]?.influence).toBe(false);
    expect(problemCodes(invalid)).toEqual(['HWS-CON-013', 'HWS-CON-014']);
  });

  it('orders leaving before coming when it keeps the two apart (C4.9)', () => {
    expect(orderLines(pair('rsc="a" with-rsc="m" with-rsc-role="Promoted" score="-INFINITY"'))).toEqual([
      'm_demote → a_start AntiColocation',
      'a_stop → m_promote AntiColocation',
    ]);
    expect(orderLines(pair('rsc="a" with-rsc="m" with-rsc-role="Unpromoted" score="-INFINITY"'))).toEqual([
      'm_stop → a_start AntiColocation',
      'm_promote → a_start AntiColocation',
      'a_stop → m_start AntiColocation',
      'a_stop → m_demote AntiColocation',
    ]);
    expect(orderLines(pair('rsc="a" with-rsc="b" score="-1"'))).toEqual([]);
  });
});

describe('a colocation set (B7.3)', () => {
  it('chains its members, later ones with earlier ones', () => {
    expect(colocationLines(sets('score="5"', set('s', 'abc')))).toEqual(['b with a 5', 'c with b 5']);
    expect(sets('score="5"', set('s', 'ab')).colocations[0]?.id).toBe('s');
  });

  it('chains them the other way round with another ordering', () => {
    expect(colocationLines(sets('score="5"', set('s', 'abc', 'ordering="listed"')))).toEqual([
      'a with b 5',
      'b with c 5',
    ]);
  });

  it("keeps all apart with a negative score, its own before the constraint's", () => {
    expect(colocationLines(sets('score="5"', set('s', 'abc', 'score="-7"')))).toEqual([
      'b with a -7',
      'c with a -7',
      'c with b -7',
    ]);
    expect(colocationLines(sets('score="-5"', set('s', 'aba')))).toEqual(['b with a -5']);
  });

  it('means nothing inside when it is not sequential, and stops at what does not exist', () => {
    expect(colocationLines(sets('score="5"', set('s', 'abc', 'sequential="false"')))).toEqual([]);
    expect(colocationLines(sets('score="5"', set('s', 'abzc')))).toEqual(['b with a 5']);
  });

  it('gives its role to both sides', () => {
    expect(colocationLines(sets('score="5"', set('s', 'ab', 'role="Promoted"')))).toEqual([
      'b[Promoted] with a[Promoted] 5',
    ]);
  });
});

describe('consecutive colocation sets (B7.4)', () => {
  const between = (first: string, second: string) =>
    colocationLines(
      sets(
        'score="5"',
        set('s', 'ab', `score="0" ${first}`),
        set('t', 'cd', `score="0" role="Promoted" ${second}`),
      ),
    );
  const loose = 'sequential="false"';

  it('make the earlier depend on the later, by their ends where they are sequential', () => {
    expect(between('', '')).toEqual(['a with d[Promoted] 5']);
    expect(between('', loose)).toEqual(['a with c[Promoted] 5', 'a with d[Promoted] 5']);
    expect(between(loose, '')).toEqual(['a with d[Promoted] 5', 'b with d[Promoted] 5']);
    expect(between(loose, loose).length).toBe(4);
  });

  it('come from a tag on one side of a plain colocation, not on both', () => {
    const tags = '<tag id="t"><obj_ref id="a"/><obj_ref id="b"/></tag>';
    const plain = (attributes: string) =>
      read({ resources: abcd, tags, constraints: `<rsc_colocation id="k" score="5" ${attributes}/>` });
    expect(colocationLines(plain('rsc="t" rsc-role="Promoted" with-rsc="c"'))).toEqual([
      'a[Promoted] with c 5',
      'b[Promoted] with c 5',
    ]);
    const both = plain('rsc="t" with-rsc="t"');
    expect(colocationLines(both)).toEqual([]);
    expect(problemCodes(both)).toEqual(['HWS-CON-012']);
  });
});

describe('the lists of colocations (B7.6)', () => {
  it('are sorted by priority, variant and id of the other, the newest of equals first', () => {
    const resources =
      primitive('x') +
      primitive('b') +
      primitive('a') +
      primitive('z', { priority: '5' }) +
      group('g', [primitive('g1')]) +
      clone('c', primitive('c1')) +
      clone('m', primitive('m1'), { promotable: 'true' });
    const constraints = ['b', 'a', 'g', 'z', 'c', 'm', 'a']
      .map((id, i) => `<rsc_colocation id="k${i}" rsc="x" with-rsc="${id}" score="1"/>`)
      .join('');
    const list = findResource(read({ resources, constraints }), 'x')?.colocatedWith ?? [];
    expect(list.map(({ id, primary }) => `${primary.id} ${id}`)).toEqual([
      'z k3',
      'm k5',
      'c k4',
      'g k2',
      'a k6',
      'a k1',
      'b k0',
    ]);
  });
});
