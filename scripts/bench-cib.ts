/**
 * Measures how fast a large CIB becomes typed views: `node scripts/bench-cib.ts [megabytes]`. The document is made
 * here; the goal is less than a second for 10 MB.
 */
import { parseCib } from '../src/cib/parse.ts';
import { writeDocument } from '../src/cib/write.ts';

const UUID = '7b28c3a1-8a3b-4e3a-9d3f-2f0a4cf4b2aa';

function configuration(nodes: number, resources: number): string {
  const lines = [
    '<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">',
    '<configuration><crm_config><cluster_property_set id="cib-bootstrap-options">',
    '<nvpair id="o-1" name="stonith-enabled" value="false"/></cluster_property_set></crm_config><nodes>',
  ];
  for (let n = 0; n < nodes; n++) lines.push(`<node id="${n + 1}" uname="node${n}"/>`);
  lines.push('</nodes><resources>');
  for (let r = 0; r < resources; r++) {
    lines.push(
      `<primitive id="rsc${r}" class="ocf" provider="pacemaker" type="Dummy">`,
      `  <instance_attributes id="rsc${r}-params"><nvpair id="rsc${r}-p" name="fake" value="${r}"/></instance_attributes>`,
      `  <operations><op id="rsc${r}-monitor" name="monitor" interval="10s" timeout="20s"/></operations>`,
      '</primitive>',
    );
  }
  lines.push('</resources><constraints>');
  for (let r = 0; r < resources; r++) {
    lines.push(`<rsc_location id="loc${r}" rsc="rsc${r}" node="node${r % nodes}" score="100"/>`);
  }
  lines.push('</constraints></configuration><status>');
  return lines.join('\n');
}

function history(node: number, resource: number): string {
  const key = `${resource}:${node}:7:${UUID}`;
  return [
    `<lrm_resource id="rsc${resource}" class="ocf" provider="pacemaker" type="Dummy">`,
    `<lrm_rsc_op id="rsc${resource}_last_0" operation_key="rsc${resource}_monitor_0" operation="monitor" crm-debug-origin="controld_update_resource_history" crm_feature_set="3.16.1" transition-key="${key}" transition-magic="0:7;${key}" exit-reason="" on_node="node${node}" call-id="${resource + 5}" rc-code="7" op-status="0" interval="0" last-rc-change="1600000000" exec-time="12" queue-time="0" op-digest="f2317cad3d54cec5d7d7aa7d0bf35cf8"/>`,
    '</lrm_resource>',
  ].join('\n');
}

function generate(bytes: number): string {
  const nodes = 32;
  const resources = Math.ceil(bytes / (nodes * 640 + 450));
  const parts = [configuration(nodes, resources)];
  for (let n = 0; n < nodes; n++) {
    parts.push(`<node_state id="${n + 1}" uname="node${n}" in_ccm="true" crmd="online" join="member">`);
    parts.push(`<lrm id="${n + 1}"><lrm_resources>`);
    for (let r = 0; r < resources; r++) parts.push(history(n, r));
    parts.push('</lrm_resources></lrm></node_state>');
  }
  parts.push('</status></cib>\n');
  return parts.join('\n');
}

const megabytes = Number(process.argv[2] ?? 10);
const text = generate(megabytes * 1e6);
const size = text.length / 1e6;

function report(what: string, started: number): void {
  const seconds = (performance.now() - started) / 1000;
  console.log(`${what}: ${seconds.toFixed(3)} s, ${(size / seconds).toFixed(1)} MB/s`);
}

for (let round = 0; round < 3; round++) {
  console.log(`round ${round + 1}: ${size.toFixed(1)} MB`);
  const started = performance.now();
  const result = parseCib(text);
  if (!result.ok) throw new Error(`the generated document is refused: ${JSON.stringify(result.problems[0])}`);
  report('parse', started);
  const { value: cib } = result;
  let entries = 0;
  for (const state of cib.nodeStates) {
    for (const resource of state.resources) entries += resource.operations.length;
  }
  entries += cib.resources.length + cib.constraints.length + cib.nodes.length + cib.propertySets.length;
  report(`parse and views (${entries} entries)`, started);
  const writing = performance.now();
  if (writeDocument(cib.document) !== text) throw new Error('the document does not survive a round trip');
  report('write', writing);
  console.log(`resident: ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
}
