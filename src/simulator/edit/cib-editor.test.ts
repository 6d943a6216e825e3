import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../cib/xml/parse-document.ts';
import { CibEditor } from './cib-editor.ts';
import { copyTree } from './copy-tree.ts';
import { countFailure, countsAsFailure } from './fail-count-attributes.ts';
import { bringOnline, failNode, nodeStateFor, takeOffline } from './node-state.ts';

const CIB = `<cib epoch="3" num_updates="7">
  <configuration><nodes><node id="1" uname="n1"/><node id="2" uname="n2"/></nodes></configuration>
  <status>
    <node_state id="1" uname="n1" in_ccm="true" crmd="online" join="member" expected="member">
      <transient_attributes id="1"><instance_attributes id="s1"/></transient_attributes>
      <lrm id="1"><lrm_resources/></lrm>
    </node_state>
  </status>
</cib>`;

function edit(text = CIB): CibEditor {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error('the test input is no XML');
  return new CibEditor(copyTree(parsed.value.root));
}

function version(editor: CibEditor): string {
  return `${editor.root.get('epoch')}.${editor.root.get('num_updates')}`;
}

describe('editing a CIB', () => {
  test('adds a status section where there is none', () => {
    const editor = edit('<cib><configuration/></cib>');
    expect(editor.root.first('status')).not.toBeNull();
  });

  test('makes a status entry for a node that the configuration knows, and none for others', () => {
    const editor = edit();
    expect(nodeStateFor(editor, 'n2')?.get('id')).toBe('2');
    expect(nodeStateFor(editor, 'N2')).toBeNull();
    expect(version(editor)).toBe('3.8');
  });

  test('adds unknown nodes to the configuration once a node was brought online', () => {
    const editor = edit();
    editor.addsNodes = true;
    expect(nodeStateFor(editor, 'n3')?.get('id')).toBe('n3');
    expect(editor.configuredNode('n3')).not.toBeNull();
    expect(version(editor)).toBe('4.1');
  });

  test('forgets history and attributes of a node that goes offline', () => {
    const editor = edit();
    const state = nodeStateFor(editor, 'n1');
    if (state === null) throw new Error('n1 is in the test input');
    takeOffline(editor, state);
    expect([...state.elements()]).toEqual([]);
    expect(state.get('crmd')).toBe('offline');
    expect(version(editor)).toBe('3.10');
    takeOffline(editor, state);
    expect(version(editor)).toBe('3.10');
  });

  test('lets a node fail behind the back of its processes', () => {
    const editor = edit();
    const state = nodeStateFor(editor, 'n1');
    if (state === null) throw new Error('n1 is in the test input');
    failNode(editor, state);
    expect([state.get('in_ccm'), state.get('crmd')]).toEqual(['false', 'online']);
    bringOnline(editor, state);
    expect(state.get('in_ccm')).toBe('true');
  });

  test('counts failures up in transient attributes', () => {
    const state = nodeStateFor(edit(), 'n1');
    if (state === null) throw new Error('n1 is in the test input');
    countFailure(state, 'db', 'start', 0, 99);
    expect(countFailure(state, 'db', 'start', 0, 100)).toEqual([
      { name: 'fail-count-db#start_0', value: 'value++', nodeId: '1' },
      { name: 'last-failure-db#start_0', value: '100', nodeId: '1' },
    ]);
    const set = state.first('transient_attributes')?.first('instance_attributes');
    const pairs = [...(set?.elements('nvpair') ?? [])];
    expect(pairs.map((pair) => `${pair.get('id')}=${pair.get('value')}`)).toEqual([
      's1-fail-count-db.start_0=2',
      's1-last-failure-db.start_0=100',
    ]);
  });

  test('does not count that a one-time operation finds nothing running', () => {
    expect([
      countsAsFailure(7, 0),
      countsAsFailure(7, 10),
      countsAsFailure(0, 0),
      countsAsFailure(1, 0),
    ]).toEqual([false, true, false, true]);
  });

  test('merges duplicates of an entry that is written into the first of them', () => {
    const editor = edit(`<cib><status><node_state id="1" uname="n1"><lrm id="1"><lrm_resources>
      <lrm_resource id="a"><lrm_rsc_op id="a_start_0"/></lrm_resource>
      <lrm_resource id="a"><lrm_rsc_op id="a_monitor_0"/></lrm_resource>
    </lrm_resources></lrm></node_state></status></cib>`);
    const state = editor.nodeState('n1');
    if (state === null) throw new Error('n1 is in the test input');
    editor.edit(state, () => undefined);
    const resources = [...(state.first('lrm')?.first('lrm_resources')?.elements() ?? [])];
    expect(resources.map((resource) => [...resource.elements()].map((entry) => entry.get('id')))).toEqual([
      ['a_start_0', 'a_monitor_0'],
      ['a_monitor_0'],
    ]);
  });
});
