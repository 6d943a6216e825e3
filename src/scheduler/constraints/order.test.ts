import { describe, expect, it } from 'vitest';
import { clone, group, primitive } from '../placement/scenario.fixture.ts';
import { orderLines, problemCodes, read } from './constraint.fixture.ts';

const abcd = ['a', 'b', 'c', 'd'].map((id) => primitive(id)).join('');
const order = (attributes: string, content = '', resources = abcd) =>
  read({ resources, constraints: `<rsc_order id="o" ${attributes}>${content}</rsc_order>` });
const set = (id: string, members: string, attributes = '') =>
  `<resource_set id="${id}" ${attributes}>${[...members].map((m) => `<resource_ref id="${m}"/>`).join('')}</resource_set>`;
const starts = (lines: readonly string[]) =>
  lines.filter((line) => line.includes('_start')).map((line) => line.split(' ').slice(0, 3).join(' '));

describe('an order of two resources (C4.2, C4.3)', () => {
  it('is mandatory and holds reversed by default', () => {
    expect(orderLines(order('first="a" then="b"'))).toEqual([
      'a_start → b_start Order+ImpliesThen+RunnableFirst',
      'b_stop → a_stop Order+ImpliesFirst',
    ]);
  });

  it('takes the actions it names, the second like the first', () => {
    expect(orderLines(order('first="a" first-action="promote" then="b"'))).toEqual([
      'a_promote → b_promote Order+ImpliesThen+RunnableFirst',
      'b_demote → a_demote Order+ImpliesFirst',
    ]);
    expect(orderLines(order('first="a" first-action="stop" then="b" then-action="start"'))).toEqual([
      'a_stop → b_start Order+ImpliesThen',
      'b_stop → a_start Order+ImpliesFirst',
    ]);
  });

  it('knows optional, serializing and one-way orders', () => {
    expect(orderLines(order('first="a" then="b" kind="Optional"'))).toEqual([
      'a_start → b_start Order',
      'b_stop → a_stop Order',
    ]);
    expect(orderLines(order('first="a" then="b" score="0"'))).toEqual([
      'a_start → b_start Order',
      'b_stop → a_stop Order',
    ]);
    expect(orderLines(order('first="a" then="b" kind="serialize"'))).toEqual([
      'a_start → b_start Order+Serialize',
    ]);
    expect(orderLines(order('first="a" then="b" symmetrical="false"'))).toEqual([
      'a_start → b_start Order+Asymmetric',
    ]);
  });

  it('takes a kind that is none for mandatory', () => {
    const cluster = order('first="a" then="b" kind="odd" symmetrical="false"');
    expect(orderLines(cluster)).toEqual(['a_start → b_start Order+Asymmetric']);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-016']);
  });

  it('makes restart-type=restart stronger than optional', () => {
    const resources = primitive('a') + primitive('b', { 'restart-type': 'restart' });
    expect(orderLines(order('first="a" then="b" kind="Optional"', '', resources))).toEqual([
      'a_start → b_start Order+ImpliesThen',
      'b_stop → a_stop Order+ImpliesFirst',
    ]);
  });

  it('reports what it cannot do: invert, serialize both ways, wait for itself, order a member', () => {
    expect(problemCodes(order('first="a" first-action="monitor" then="b" then-action="start"'))).toEqual([
      'HWS-CON-018',
    ]);
    expect(problemCodes(order('first="a" then="b" kind="Serialize" symmetrical="true"'))).toEqual([
      'HWS-CON-017',
    ]);
    const itself = order('first="a" then="a"');
    expect(orderLines(itself)).toEqual([]);
    expect(problemCodes(itself)).toEqual(['HWS-CON-025', 'HWS-CON-025']);
    const own = order('first="g" then="x" symmetrical="false"', '', group('g', [primitive('x')]));
    expect(orderLines(own)).toEqual(['g_start → x_start Order+Asymmetric']);
    expect(problemCodes(own)).toEqual(['HWS-CON-024']);
  });

  it('waits for some instances of a clone when that is enough', () => {
    const resources = (meta: Readonly<Record<string, string>>) =>
      clone('cl', primitive('x'), meta) + primitive('b');
    const some = [
      'x:0_start → clone-one-or-more:o Any+PrintThen',
      'x:1_start → clone-one-or-more:o Any+PrintThen',
    ];
    const byMinimum = order('first="cl" then="b"', '', resources({ 'clone-min': '2', 'clone-max': '2' }));
    expect(orderLines(byMinimum)).toEqual([
      ...some,
      'clone-one-or-more:o → b_start Order+ImpliesThen+RunnableFirst',
      'b_stop → cl_stop Order+ImpliesFirst',
    ]);
    expect(byMinimum.actions[0]?.requiredRunnableBefore).toBe(2);
    const anyOne = order('first="cl" then="b" require-all="false"', '', resources({ 'clone-max': '2' }));
    expect(anyOne.actions[0]?.requiredRunnableBefore).toBe(1);
    const all = order('first="cl" then="b" require-all="false"', '', resources({ 'clone-min': '0' }));
    expect(all.actions).toEqual([]);
  });

  it('also holds for the migrations that stand for starts and stops (C2.4)', () => {
    const resources =
      primitive('a', { 'allow-migrate': 'true' }) + primitive('b', { 'allow-migrate': 'true' });
    expect(orderLines(order('first="a" then="b"', '', resources))).toEqual([
      'a_start → b_start Order+ImpliesThen+RunnableFirst',
      'a_migrate_from → b_migrate_to Order',
      'a_start → b_migrate_to Order+NonMigratingFirst',
      'b_stop → a_stop Order+ImpliesFirst',
      'b_stop → a_migrate_to Order+NonMigratingFirst',
    ]);
  });
});

describe('ordered sets (C4.4)', () => {
  it('chain their members both ways', () => {
    expect(orderLines(order('', set('s', 'abc')))).toEqual([
      'a_start → b_start Order+ImpliesThen+RunnableFirst',
      'b_start → c_start Order+ImpliesThen+RunnableFirst',
      'b_stop → a_stop Order+ImpliesFirst',
      'c_stop → b_stop Order+ImpliesFirst',
    ]);
  });

  it('serialize every member with every later one', () => {
    expect(orderLines(order('kind="Serialize"', set('s', 'abc'))).map((line) => line.split(' O')[0])).toEqual(
      ['a_start → b_start', 'a_start → c_start', 'b_start → c_start'],
    );
  });

  it('are followed by the next set, whole unless they are marked sequential', () => {
    const pairs = (first: string, second: string) =>
      starts(orderLines(order('', set('s', 'ab', first) + set('t', 'cd', second)))).filter((line) =>
        /^[ab].*[cd]_/.test(line),
      );
    expect(pairs('', '').length).toBe(4);
    expect(pairs('sequential="true"', '')).toEqual(['b_start → c_start', 'b_start → d_start']);
    expect(pairs('sequential="true"', 'sequential="true"')).toEqual(['b_start → c_start']);
  });

  it('can be followed as soon as one member is there', () => {
    const lines = orderLines(
      order('', set('s', 'ab', 'sequential="false" require-all="false"') + set('t', 'c')),
    );
    expect(lines).toEqual([
      'a_start → one-or-more:s Any+PrintThen',
      'b_start → one-or-more:s Any+PrintThen',
      'one-or-more:s → c_start Order+ImpliesThen+RunnableFirst',
      'c_stop → a_stop Order+ImpliesFirst',
      'c_stop → b_stop Order+ImpliesFirst',
    ]);
  });

  it('end at a member that does not exist', () => {
    const cluster = order('', set('s', 'ab') + set('t', 'cz') + set('u', 'd'));
    expect(starts(orderLines(cluster))).toEqual(['a_start → b_start']);
    expect(problemCodes(cluster)).toEqual(['HWS-CON-001']);
  });

  it('come from tags in place of resources', () => {
    const tags = '<tag id="t"><obj_ref id="a"/><obj_ref id="b"/></tag>';
    const constraints = '<rsc_order id="o" first="t" first-action="stop" then="c" symmetrical="false"/>';
    expect(orderLines(read({ resources: abcd, tags, constraints }))).toEqual([
      'a_stop → c_start Order+Asymmetric',
      'b_stop → c_start Order+Asymmetric',
    ]);
  });
});
