/** Writes a cluster of interleaved clones, one instance on every node, each started after the one before it. */
export function* cloneCib(nodes: number, clones: number): Generator<string> {
  yield '<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0" have-quorum="1" dc-uuid="1"><configuration>';
  yield '<crm_config><cluster_property_set id="options"><nvpair id="options-fencing" name="stonith-enabled" value="false"/></cluster_property_set></crm_config><nodes>';
  for (let n = 1; n <= nodes; n++) yield `<node id="${n}" uname="node${n}"/>`;
  yield '</nodes><resources>';
  for (let c = 0; c < clones; c++) {
    yield `<clone id="c${c}"><meta_attributes id="c${c}-meta"><nvpair id="c${c}-interleave" name="interleave" value="true"/></meta_attributes>`;
    yield `<primitive id="r${c}" class="ocf" provider="pacemaker" type="Dummy"><operations><op id="r${c}-monitor" name="monitor" interval="10s"/></operations></primitive></clone>`;
  }
  yield '</resources><constraints>';
  for (let c = 1; c < clones; c++) yield `<rsc_order id="order${c}" first="c${c - 1}" then="c${c}"/>`;
  yield '</constraints></configuration><status>';
  for (let n = 1; n <= nodes; n++) {
    yield `<node_state id="${n}" uname="node${n}" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="${n}"><lrm_resources/></lrm></node_state>`;
  }
  yield '</status></cib>';
}
