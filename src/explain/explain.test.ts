import { describe, expect, it } from 'vitest';
import { randomTrees } from '../../test/properties/decided-cluster.ts';
import { readCib } from '../cib/read/cib.ts';
import { readUnchecked } from '../cib/unchecked.fixture.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import { leaves, type Resource } from '../scheduler/model/resource.ts';
import { schedule } from '../scheduler/schedule.ts';
import { findResource } from '../scheduler/unpack/find.ts';
import { explainAction } from './action.ts';
import { actionSentence } from './action-sentence.ts';
import { blockerSentence } from './blocker-sentence.ts';
import { findSmallestChange } from './counterfactual.ts';
import { explainInstances, explainPlacement } from './placement.ts';
import { renderInstances, renderPlacement } from './render-text.ts';

const NOW = { epoch: 1_800_000_000, offset: 0 };
const SETTINGS = { keepReasons: true, recordScores: true, recordUtilization: false } as const;

const TWO_NODES = (constraints: string, extra = '', status = ''): string => `<cib crm_feature_set="3.16.1"
  validate-with="pacemaker-3.9" have-quorum="1" dc-uuid="1"><configuration>
  <crm_config><cluster_property_set id="p"><nvpair id="p1" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
  <nodes><node id="1" uname="north">${extra}</node><node id="2" uname="south"/></nodes>
  <resources><primitive id="web" class="ocf" provider="heartbeat" type="nginx"/>
    <primitive id="address" class="ocf" provider="heartbeat" type="IPaddr2"/></resources>
  <constraints>${constraints}</constraints></configuration>
  <status><node_state id="1" uname="north" in_ccm="true" crmd="online" join="member" expected="member">${status}</node_state>
    <node_state id="2" uname="south" in_ccm="true" crmd="online" join="member" expected="member"/></status></cib>`;

function decide(text: string): Cluster {
  return schedule(readUnchecked(text), NOW, SETTINGS);
}

function resourceOf(cluster: Cluster, id: string): Resource {
  const resource = findResource(cluster, id);
  if (resource === null) throw new Error(`no resource ${id}`);
  return resource;
}

function change(text: string, id: string, node: string) {
  const cluster = decide(text);
  return findSmallestChange({
    cib: cluster.cib,
    cluster,
    resource: resourceOf(cluster, id),
    node,
    now: NOW,
    budget: 500,
  });
}

describe('a resource that something else tells to stop', () => {
  const STOPPED = '<nvpair id="ts" name="target-role" value="Stopped"/>';

  it('is started by its own word where the defaults say otherwise', () => {
    const text = TWO_NODES('').replace(
      '</configuration>',
      `<rsc_defaults><meta_attributes id="d">${STOPPED}</meta_attributes></rsc_defaults></configuration>`,
    );
    expect(change(text, 'web', 'north')).toMatchObject({
      kind: 'change',
      change: { what: 'target-role of web is Started', command: 'pcs resource meta web target-role=Started' },
    });
  });

  it('is started by its own word where its template says otherwise', () => {
    const text = TWO_NODES('').replace(
      /<primitive id="web"[^>]*>/,
      `<template id="t" class="ocf" provider="heartbeat" type="nginx"><meta_attributes id="d">${STOPPED}</meta_attributes>
       </template><primitive id="web" template="t"/>`,
    );
    expect(change(text, 'web', 'north')).toMatchObject({
      kind: 'change',
      change: { what: 'target-role of web is Started' },
    });
  });
});

describe('why a resource is where it is', () => {
  it('a score table names each addend with its constraint', () => {
    const cluster = decide(TWO_NODES('<rsc_location id="likes" rsc="web" node="south" score="30"/>'));
    const [web] = explainPlacement(cluster, resourceOf(cluster, 'web'));
    const south = web?.table.find((row) => row.node.name === 'south');
    expect(south?.score).toBe(30);
    expect(south?.addends).toEqual([
      {
        operation: 'add',
        value: 30,
        total: 30,
        reason: { kind: 'location', constraint: 'likes', rule: null },
      },
    ]);
    expect(web?.choice).toMatchObject({ kind: 'highest-score', score: 30, next: 0 });
  });

  it('all blockers of a node are told, not only the first', () => {
    const standby =
      '<instance_attributes id="a"><nvpair id="a1" name="standby" value="on"/></instance_attributes>';
    const constraints = `<rsc_location id="never" rsc="web" node="north" score="-INFINITY"/>
      <rsc_colocation id="together" rsc="web" with-rsc="address" score="INFINITY"/>`;
    const cluster = decide(TWO_NODES(constraints, standby));
    const [web] = explainPlacement(cluster, resourceOf(cluster, 'web'));
    const north = web?.elsewhere.find(({ node }) => node.name === 'north');
    const sentences = north?.blockers.map(blockerSentence) ?? [];
    expect(sentences).toContain('the node is in standby');
    expect(sentences).toContain('forbidden: location constraint never');
    expect(sentences).toContain('forbidden: colocation together with address');
  });

  it('every node a random resource does not run on has a blocker with a sentence', () => {
    for (const { root } of randomTrees(21, 150)) {
      const cluster = schedule(readCib(root), NOW, SETTINGS);
      for (const resource of cluster.resources) {
        for (const explanation of explainPlacement(cluster, resource)) {
          if (!explanation.resource.isManaged && explanation.runsOn.length > 0) continue;
          for (const { node, blockers } of explanation.elsewhere) {
            expect(blockers.length, `${explanation.resource.id} on ${node.name}`).toBeGreaterThan(0);
            for (const blocker of blockers) expect(blockerSentence(blocker)).not.toBe('');
          }
          expect(renderPlacement(explanation, true).length).toBeGreaterThan(0);
        }
        if (resource.kind === 'clone' || resource.kind === 'bundle') {
          expect(renderInstances(explainInstances(cluster, resource), true).length).toBeGreaterThan(0);
        }
      }
    }
  });
});

describe('why an action happens, or cannot', () => {
  it('a start that waits for one that cannot run names the order that says so', () => {
    const order = '<rsc_order id="address-first" first="address" then="web"/>';
    const cluster = decide(
      TWO_NODES(order).replace(
        'type="IPaddr2"/>',
        'type="IPaddr2"><meta_attributes id="m"><nvpair id="m1" name="target-role" value="Stopped"/></meta_attributes></primitive>',
      ),
    );
    const [start] = explainAction(cluster, 'web_start_0', null);
    expect(start?.state).toBe('cannot-run');
    expect(actionSentence(start as NonNullable<typeof start>)).toContain('order address-first');
  });

  it('every action of a random plan has a sentence', () => {
    for (const { root } of randomTrees(22, 60)) {
      const cluster = schedule(readCib(root), NOW, SETTINGS);
      for (const { action } of cluster.graph?.synapses ?? []) {
        for (const explanation of explainAction(cluster, action.key, action.node?.name ?? null)) {
          expect(actionSentence(explanation)).toContain(' is ');
        }
      }
    }
  });
});

describe('the smallest change that places a resource on a node', () => {
  it.each([
    [
      'a constraint',
      '<rsc_location id="never" rsc="web" node="north" score="-INFINITY"/>',
      '',
      '',
      'constraint never is removed',
    ],
    [
      'standby',
      '',
      '<instance_attributes id="a"><nvpair id="a1" name="standby" value="on"/></instance_attributes>',
      '',
      'north is not in standby any more',
    ],
    [
      'a failure',
      '',
      '',
      '<transient_attributes id="1"><instance_attributes id="t"><nvpair id="t1" name="fail-count-web#start_0" value="INFINITY"/></instance_attributes></transient_attributes>',
      'forget the failures of web on north',
    ],
    [
      'a rule',
      '<rsc_location id="racks" rsc="web"><rule id="racks-rule" score="-INFINITY" boolean-op="or"><expression id="e1" attribute="rack" operation="ne" value="a"/></rule></rsc_location>',
      '',
      '',
      'node attribute rack of north is a',
    ],
  ])('is found when %s keeps it away', (_what, constraints, attributes, status, expected) => {
    const answer = change(TWO_NODES(constraints, attributes, status), 'web', 'north');
    expect(answer).toMatchObject({ kind: 'change', change: { what: expected } });
  });

  it('is not looked for when it is there already', () => {
    expect(
      change(TWO_NODES('<rsc_location id="likes" rsc="web" node="north" score="5"/>'), 'web', 'north'),
    ).toEqual({ kind: 'already-there' });
  });

  it('never claims what scheduling the changed cluster does not confirm', () => {
    let found = 0;
    for (const { root } of randomTrees(23, 25)) {
      const cluster = schedule(readCib(root), NOW, SETTINGS);
      const [resource] = cluster.resources;
      const node = cluster.nodes.find((candidate) => candidate.kind === 'member');
      if (resource === undefined || node === undefined) continue;
      const answer = findSmallestChange({
        cib: cluster.cib,
        cluster,
        resource,
        node: node.name,
        now: NOW,
        budget: 60,
      });
      if (answer.kind !== 'change') continue;
      found++;
      const after = schedule(readCib(answer.change.apply(root)), NOW, SETTINGS);
      const placed = leaves(resourceOf(after, resource.id)).some((leaf) => leaf.assigned?.name === node.name);
      expect(placed, answer.change.what).toBe(true);
    }
    expect(found).toBeGreaterThan(3);
  });
});
