import { Random } from '../oracle/random.ts';

/** `stopped`: nothing probed; `probed`: all probes answered "not running"; `steady`: everything runs where it was placed. */
export type LargeMode = 'stopped' | 'probed' | 'steady';

export interface LargeCib {
  readonly nodes: number;
  /** Number of primitive definitions. */
  readonly primitives: number;
  readonly mode: LargeMode;
  /** Names of the nodes a primitive runs on, by primitive id; used for `steady`. */
  readonly placements: ReadonlyMap<string, readonly string[]>;
  readonly seed: number;
}

/** Digests of an agent without parameters: a plain operation, and a recurring one with the default timeout of 20 s. */
const EMPTY_DIGEST = 'f2317cad3d54cec5d7d7aa7d0bf35cf8';
const RECURRING_DIGEST = '4811cef7f7f94e3a35a70be7916cb2fd';

/**
 * Writes a large cluster: two fifths of the primitives in groups of four, a tenth as clones of three instances, the
 * rest single; some of these colocated with, ordered after or preferring something chosen by the seed.
 */
export function* largeCib(wanted: LargeCib): Generator<string> {
  const random = new Random(wanted.seed);
  yield '<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0" have-quorum="1" dc-uuid="1"><configuration>';
  yield '<crm_config><cluster_property_set id="options"><nvpair id="options-fencing" name="stonith-enabled" value="false"/></cluster_property_set></crm_config><nodes>';
  for (let n = 1; n <= wanted.nodes; n++) yield `<node id="${n}" uname="node${n}"/>`;
  yield '</nodes><resources>';
  const constraints: string[] = [];
  const targets: string[] = [];
  let next = 0;
  const groups = Math.floor((wanted.primitives * 0.4) / 4);
  for (let g = 0; g < groups; g++) {
    yield `<group id="group${g}">${[0, 1, 2, 3].map(() => primitive(next++)).join('')}</group>`;
    targets.push(`group${g}`);
  }
  for (let c = Math.floor(wanted.primitives * 0.1); c > 0; c--)
    yield clone(next++, Math.min(3, wanted.nodes));
  for (let plain = 0; next < wanted.primitives; plain++) {
    const id = `r${next}`;
    yield primitive(next++);
    if (targets.length > 0 && plain % 10 === 0) {
      constraints.push(
        `<rsc_colocation id="colocation-${id}" rsc="${id}" with-rsc="${random.pick(targets)}" score="${random.pick(['INFINITY', '100', '-50'])}"/>`,
      );
    }
    if (targets.length > 0 && plain % 8 === 0) {
      constraints.push(
        `<rsc_order id="order-${id}" first="${random.pick(targets)}" then="${id}" kind="${random.pick(['Mandatory', 'Optional'])}"/>`,
      );
    }
    if (plain % 5 === 0) {
      constraints.push(
        `<rsc_location id="location-${id}" rsc="${id}" node="node${random.between(1, wanted.nodes)}" score="${random.pick(['10', '50', '200'])}"/>`,
      );
    }
    targets.push(id);
  }
  yield `</resources><constraints>${constraints.join('')}</constraints>`;
  yield '<rsc_defaults><meta_attributes id="defaults"><nvpair id="defaults-stickiness" name="resource-stickiness" value="1"/></meta_attributes></rsc_defaults></configuration><status>';
  for (let n = 1; n <= wanted.nodes; n++) yield nodeState(wanted, n);
  yield '</status></cib>';
}

function primitive(number: number): string {
  const id = `r${number}`;
  return `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"><operations><op id="${id}-monitor" name="monitor" interval="10s" timeout="20s"/></operations></primitive>`;
}

function clone(number: number, instances: number): string {
  const id = `r${number}-clone`;
  const meta = `<nvpair id="${id}-max" name="clone-max" value="${instances}"/><nvpair id="${id}-interleave" name="interleave" value="true"/>`;
  return `<clone id="${id}"><meta_attributes id="${id}-meta">${meta}</meta_attributes>${primitive(number)}</clone>`;
}

function nodeState(wanted: LargeCib, node: number): string {
  const name = `node${node}`;
  const parts = [
    `<node_state id="${node}" uname="${name}" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="${node}"><lrm_resources>`,
  ];
  if (wanted.mode !== 'stopped') {
    for (let r = 0; r < wanted.primitives; r++) {
      const id = `r${r}`;
      const active = wanted.mode === 'steady' && (wanted.placements.get(id)?.includes(name) ?? false);
      const operations = active
        ? operation(id, name, 'last_0', 'start', 0, 0, 2 * r + 1) +
          operation(id, name, 'monitor_10000', 'monitor', 10_000, 0, 2 * r + 2)
        : operation(id, name, 'last_0', 'monitor', 0, 7, 2 * r + 1);
      parts.push(
        `<lrm_resource id="${id}" class="ocf" provider="pacemaker" type="Dummy">${operations}</lrm_resource>`,
      );
    }
  }
  parts.push('</lrm_resources></lrm></node_state>');
  return parts.join('');
}

function operation(
  id: string,
  node: string,
  suffix: string,
  task: string,
  interval: number,
  rc: number,
  call: number,
): string {
  const key = `${call}:0:${rc}:00000000-0000-0000-0000-000000000000`;
  return `<lrm_rsc_op id="${id}_${suffix}" operation_key="${id}_${task}_${interval}" operation="${task}" crm_feature_set="3.16.1" transition-key="${key}" transition-magic="0:${rc};${key}" exit-reason="" on_node="${node}" call-id="${call}" rc-code="${rc}" op-status="0" interval="${interval}" op-digest="${interval === 0 ? EMPTY_DIGEST : RECURRING_DIGEST}"/>`;
}
