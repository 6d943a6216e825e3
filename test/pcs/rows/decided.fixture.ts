import { onFile } from '../../../src/cli/pcs/pcs.fixture.ts';
import { DEFAULT_OPTIONS } from '../../../src/simulator/request.ts';
import { simulate } from '../../../src/simulator/simulate.ts';

/** A cluster before operators have said anything: its nodes are online, its resources known, nothing runs. */
export interface Start {
  readonly nodes: readonly string[];
  /** Nodes that are off. */
  readonly offline?: readonly string[];
  /** Elements of `<resources>`. */
  readonly resources: string;
  /** Elements of `lrm_resources` of nodes: what ran before. */
  readonly history?: Readonly<Record<string, string>>;
}

/** What a cluster does. */
export interface Decided {
  /** Actions in the order in which they are carried out, `web start on n1`. */
  readonly actions: readonly string[];
  /** What waits for what, `web_start_0 n1 -> app_start_0 n1`. */
  readonly edges: readonly string[];
  /** Lines of the status afterwards that name a resource. */
  readonly after: string;
  /** Errors and warnings of the commands. */
  readonly said: string;
  readonly cib: string;
}

const AFTERWARDS = 'Revised Cluster Status:';

export function primitive(id: string, inner = '', agent = 'Dummy'): string {
  return `<primitive id="${id}" class="ocf" provider="pacemaker" type="${agent}">${inner}</primitive>`;
}

export function clone(id: string, meta = '', agent = 'Dummy'): string {
  return `<clone id="${id}-clone">${meta}${primitive(id, '', agent)}</clone>`;
}

export function metaAttributes(owner: string, values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(
    ([name, value]) => `<nvpair id="${owner}-meta-${name}" name="${name}" value="${value}"/>`,
  );
  return `<meta_attributes id="${owner}-meta">${pairs.join('')}</meta_attributes>`;
}

/** An entry of a node's history: the resource was started there. */
export function ran(id: string, agent = 'Dummy', rc = 0): string {
  const operation = `operation="start" id="${id}_last_0" operation_key="${id}_start_0" rc-code="${rc}" op-status="${rc === 0 ? 0 : 4}"`;
  return `<lrm_resource id="${id}" class="ocf" provider="pacemaker" type="${agent}"><lrm_rsc_op ${operation} interval="0" call-id="5" transition-key="1:1:0:00000000-0000-0000-0000-000000000000" transition-magic="${rc === 0 ? 0 : 4}:${rc};1:1:0:00000000-0000-0000-0000-000000000000" on_node="n" crm_feature_set="3.16.1" op-digest="f2317cad3d54cec5d7d7aa7d0bf35cf8" last-rc-change="1"/></lrm_resource>`;
}

/** Plays commands on the start, and then what the cluster does, at a time in seconds since 1970. */
export async function decide(
  start: Start,
  commands: readonly string[],
  epoch = 1_700_000_000,
): Promise<Decided> {
  let cib = cibOf(start);
  let said = '';
  for (const command of commands) {
    const answer = await onFile(cib, command);
    if (answer.code !== 0) throw new Error(`pcs ${command}: ${answer.err}`);
    said += answer.err;
    cib = answer.cib;
  }
  const { output, artefacts } = simulate({
    cib,
    options: {
      ...DEFAULT_OPTIONS,
      run: true,
      simulate: true,
      artefacts: { inputCib: false, outputCib: false, graph: false, dot: true },
    },
    now: { epoch, offset: 0 },
    localOffset: () => 0,
    commandLine: '',
  });
  const actions = [
    ...output.matchAll(/\* (?:Resource action|Fencing) ?:? *(\S+) +(\S+)(?:=\d+)? on (\S+)/g),
  ].map(([, resource, action, node]) => `${resource} ${action} on ${node}`);
  const edges = [...(artefacts.dot ?? '').matchAll(/^"([^"]+)" -> "([^"]+)"/gm)].map(
    ([, from, to]) => `${from} -> ${to}`,
  );
  return { actions, edges, after: output.slice(output.indexOf(AFTERWARDS)), said, cib };
}

function cibOf({ nodes, offline = [], resources, history = {} }: Start): string {
  const entries = nodes.map((name, at) => `<node id="${at + 1}" uname="${name}"/>`);
  const states = nodes.map((name, at) =>
    offline.includes(name)
      ? `<node_state id="${at + 1}" uname="${name}" in_ccm="false" crmd="offline" join="down" expected="down"/>`
      : `<node_state id="${at + 1}" uname="${name}" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="${at + 1}"><lrm_resources>${history[name] ?? ''}</lrm_resources></lrm></node_state>`,
  );
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0" have-quorum="1" dc-uuid="1">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
      </cluster_property_set>
    </crm_config>
    <nodes>${entries.join('')}</nodes>
    <resources>${resources}</resources>
    <constraints/>
  </configuration>
  <status>${states.join('')}</status>
</cib>
`;
}

/** Where instances or the only one of a resource are started, sorted. */
export function startedOn({ actions }: Decided, resource: string): readonly string[] {
  return actions
    .flatMap((action) => {
      const [id = '', verb, , node = ''] = action.split(' ');
      return id.replace(/:\d+$/, '') === resource && verb === 'start' ? [node] : [];
    })
    .sort();
}

/** Resources in the order in which their first instance is started (or another action is done). */
export function orderOf({ actions }: Decided, verb = 'start'): readonly string[] {
  const ids = actions.flatMap((action) => {
    const [id = '', done] = action.split(' ');
    return done === verb ? [id.replace(/:\d+$/, '')] : [];
  });
  return [...new Set(ids)];
}
