import { expect, it } from 'vitest';
import { readUnchecked } from '../../cib/unchecked.fixture.ts';
import { schedule } from '../schedule.ts';
import { renderGraphXml } from './xml.ts';

function graphOf(resources: string, status = ''): string {
  const cib = readUnchecked(`
    <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.7" epoch="1" num_updates="0" admin_epoch="0" have-quorum="1">
      <configuration>
        <crm_config><cluster_property_set id="options">
          <nvpair id="option" name="stonith-enabled" value="false"/>
        </cluster_property_set></crm_config>
        <nodes><node id="1" uname="n1"/></nodes>
        <resources>${resources}</resources>
        <constraints/>
      </configuration>
      <status><node_state id="1" uname="n1" in_ccm="true" crmd="online" join="member" expected="member">${status}</node_state></status>
    </cib>`);
  const settings = { keepReasons: false, recordScores: false, recordUtilization: false };
  const cluster = schedule(cib, { epoch: 1_800_000_000, offset: 0 }, settings);
  if (cluster.graph === null) throw new Error('no graph');
  return renderGraphXml(cluster.graph, cluster);
}

it('writes an empty graph without children', () => {
  const text = graphOf('');
  expect(text).toBe(
    '<transition_graph cluster-delay="60s" stonith-timeout="60s" failed-stop-offset="INFINITY" ' +
      'failed-start-offset="INFINITY" batch-limit="0" transition_id="0"/>\n',
  );
});

it('writes parameters, escaped, and those that cannot be attributes as children', () => {
  const text = graphOf(`<primitive id="A" class="ocf" provider="pacemaker" type="Dummy">
      <instance_attributes id="A-p">
        <nvpair id="A-p1" name="q" value="a&quot;b&apos;c&lt;d&gt;e&amp;f&#10;g&#9;h&#13;x"/>
        <nvpair id="A-p2" name="1x" value="y"/>
      </instance_attributes>
    </primitive>`);
  expect(text).toContain(`    <action_set>
      <rsc_op id="2" operation="start" operation_key="A_start_0" on_node="n1" on_node_uuid="1">
        <primitive id="A" class="ocf" provider="pacemaker" type="Dummy"/>
        <attributes CRM_meta_on_node="n1" CRM_meta_on_node_uuid="1" CRM_meta_timeout="20000" crm_feature_set="3.16.1" q="a&quot;b&apos;c&lt;d&gt;e&amp;f\\ng    h x">
          <param name="1x" value="y"/>
        </attributes>
      </rsc_op>
    </action_set>
    <inputs>
      <trigger>
        <rsc_op id="1" operation="monitor" operation_key="A_monitor_0" on_node="n1" on_node_uuid="1"/>
      </trigger>
    </inputs>
`);
});

it('names instances as history does, and tells them about their clone', () => {
  const text = graphOf(`<clone id="C"><meta_attributes id="C-m">
      <nvpair id="C-n" name="notify" value="true"/></meta_attributes>
      <primitive id="A" class="ocf" provider="pacemaker" type="Dummy"/></clone>`);
  expect(text).toContain('<primitive id="A" long-id="A:0" class="ocf" provider="pacemaker" type="Dummy"/>');
  expect(text).toContain('CRM_meta_clone="0" CRM_meta_clone_max="1" CRM_meta_clone_node_max="1"');
  expect(text).toContain('operation_key="A:0_post_notify_start_0"');
  expect(text).toContain('CRM_meta_notify_start_resource="A:0" CRM_meta_notify_start_uname="n1"');
  expect(text).toContain('<synapse id="0" priority="1000000">');
});
