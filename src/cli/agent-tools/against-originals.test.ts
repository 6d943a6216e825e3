import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { XmlElement } from '../../cib/xml/element.ts';
import { parseTree } from '../../controller/cib/tree.ts';
import { agentTool } from '../agent-tool.ts';

/**
 * The tools on a CIB in a file (CIB_file), side by side with the originals where these are installed: the same words on
 * standard output, the same exit code, and the same CIB afterwards. The command lines are those of installed agents.
 */
const HAS_ORIGINALS =
  spawnSync('sh', ['-c', 'command -v crm_attribute && command -v crm_ticket']).status === 0;

const folder = mkdtempSync(join(tmpdir(), 'hawser-tools-'));
const ours = join(folder, 'ours.xml');
const theirs = join(folder, 'theirs.xml');
afterAll(() => rmSync(folder, { recursive: true }));

const CIB = `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" have-quorum="1" dc-uuid="1"><configuration>
<crm_config><cluster_property_set id="cib-bootstrap-options"><nvpair id="o-se" name="stonith-enabled" value="false"/><nvpair id="o-nq" name="no-quorum-policy" value="freeze"/></cluster_property_set></crm_config>
<nodes><node id="1" uname="node1"><instance_attributes id="nodes-1"><nvpair id="nodes-1-site" name="site" value="north &amp; up"/></instance_attributes><utilization id="nodes-1-utilization"><nvpair id="nodes-1-utilization-cpu" name="cpu" value="4"/></utilization></node><node id="2" uname="node2"/></nodes>
<resources><primitive id="A" class="ocf" provider="pacemaker" type="Dummy"><instance_attributes id="A-ia"><nvpair id="A-ia-fake" name="fake" value="x y"/></instance_attributes><meta_attributes id="A-meta"><nvpair id="A-meta-p" name="priority" value="5"/></meta_attributes><utilization id="A-u"><nvpair id="A-u-cpu" name="cpu" value="2"/></utilization></primitive>
<clone id="C"><meta_attributes id="C-m"><nvpair id="C-m-p" name="promotable" value="true"/></meta_attributes><primitive id="P" class="ocf" provider="pacemaker" type="Stateful"/></clone></resources>
<constraints><rsc_ticket id="t" ticket="T" rsc="A"/><rsc_location id="cli-ban-A-on-node2" rsc="A" role="Started" node="node2" score="-INFINITY"/><rsc_location id="cli-ban-A-on-node1" rsc="A" role="Started" node="node1" score="-INFINITY"/><rsc_location id="cli-prefer-C" rsc="C" role="Started" node="node1" score="INFINITY"/></constraints></configuration>
<status><tickets><ticket_state id="T" granted="true" last-granted="1600000000" owner="7"/></tickets>
<node_state id="1" uname="node1" in_ccm="true" crmd="online" join="member" expected="member"><transient_attributes id="1"><instance_attributes id="status-1"><nvpair id="status-1-pingd" name="pingd" value="100"/><nvpair id="status-1-master-P" name="master-P" value="10"/><nvpair id="status-1-fc" name="fail-count-A#monitor_10000" value="3"/><nvpair id="status-1-fc2" name="fail-count-A#start_0" value="INFINITY"/></instance_attributes></transient_attributes></node_state></status></cib>`;

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly cib: string;
}

/** The CIB without what the cluster or the tool itself counts and stamps. */
function canonical(path: string): string {
  const parsed = parseTree(readFileSync(path, 'utf8'));
  if (!parsed.ok) throw new Error(`${path} is no XML`);
  const show = (element: XmlElement, depth: number): string => {
    const pairs: string[] = [];
    for (let i = 0; i < element.attributes.length; i += 2) {
      const name = element.attributes[i] as string;
      if (element.name === 'cib' && name !== 'have-quorum') continue;
      const isStamp = name === 'last-granted' || name === 'end';
      pairs.push(`${name}=${isStamp ? 'TIME' : element.attributes[i + 1]}`);
    }
    const line = `${' '.repeat(depth)}${element.name} ${pairs.sort().join(' ')}\n`;
    return line + [...element.elements()].map((child) => show(child, depth + 1)).join('');
  };
  return show(parsed.value, 0);
}

async function runOurs(argv: readonly string[]): Promise<Outcome> {
  writeFileSync(ours, CIB);
  vi.stubEnv('CIB_file', ours);
  let output = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    return { code: await agentTool(argv), output: output.trim(), cib: canonical(ours) };
  } finally {
    out.mockRestore();
    err.mockRestore();
    vi.unstubAllEnvs();
  }
}

function runTheirs([program, ...rest]: readonly string[]): Outcome {
  writeFileSync(theirs, CIB);
  const { status, stdout } = spawnSync(program as string, rest, {
    encoding: 'utf8',
    env: { ...process.env, CIB_file: theirs, OCF_RESOURCE_INSTANCE: 'P' },
  });
  return { code: status ?? -1, output: stdout.trim(), cib: canonical(theirs) };
}

/** Command lines whose output is compared as well. */
const QUERIES: readonly string[] = [
  'crm_attribute -N node1 -l forever --query --name site -q',
  'crm_attribute --node node1 -l forever --name site --query',
  'crm_attribute -N node1 -l reboot --name pingd --query',
  'crm_attribute -N node1 -l reboot --name nope --query',
  'crm_attribute -N node1 -l reboot --name nope --quiet',
  'crm_attribute -N node1 -n nope -l forever -G -d 7 -q',
  'crm_attribute --type=crm_config --name=stonith-enabled --query --quiet --default=true',
  'crm_attribute --type=crm_config --name=nope --query --quiet --default=true',
  'crm_attribute --type=crm_config --name=no-quorum-policy --query',
  'crm_attribute --type crm_config --name x_REPL_INFO -s redis_replication --query -q',
  'crm_attribute --quiet -t nodes --node node1 -z -n cpu',
  'crm_attribute --quiet -t nodes --node node2 -z -n cpu',
  'crm_attribute --type nodes --node node1 -n site -G -q',
  'crm_attribute -n stonith-enabled -G',
  'crm_attribute -N nobody -n a -G',
  'crm_attribute -p P -N node1 -G -q',
  'crm_attribute -N node1 --promotion -G -q',
  'crm_resource -Q -r A -z -g cpu',
  'crm_resource -Q -r A -z -g nope',
  'crm_resource -r A -g fake',
  'crm_resource -r A -m -g priority',
  'crm_resource -r nope -g a',
  'crm_resource -W -r A',
  'crm_resource -W -r nope',
  'crm_resource -l',
  "cibadmin -Q --xpath //node_state[@crmd='online']//nvpair[@name='pingd']",
  "cibadmin -Q --xpath //nvpair[@name='cpu']",
  "cibadmin -Q --xpath //nvpair[@name='nope']",
  "cibadmin -Q --xpath //node_state//nvpair[@name='master-P']",
  'cibadmin -Q -o crm_config',
  'crm_ticket -t T -G granted',
  'crm_ticket -t T -G owner',
  'crm_ticket -t T -G nope',
  'crm_ticket -t T -q',
  'crm_ticket -l',
  'crm_ticket -L',
  'crm_ticket -w',
  'crm_ticket -t U -c',
  'crm_standby -N node1 -G',
];

/** Command lines of which exit code and CIB are compared: what is said besides is for people. */
const CHANGES: readonly string[] = [
  'crm_attribute -N node2 -l forever --name last-known -v rabbit@node2',
  'crm_attribute -N node1 -l reboot --name pingd -v 5',
  'crm_attribute -N node1 -l reboot --name galera-bootstrap -v true',
  'crm_attribute -N node1 -l reboot --name pingd -D',
  'crm_attribute -N node1 -l reboot --name nope -D',
  'crm_attribute -N node1 -n site -l forever -D',
  'crm_attribute --type crm_config --name x_REPL_INFO -s redis_replication -v foo',
  'crm_attribute -t nodes --node node1 -z -n mem -v 100',
  'crm_attribute -t nodes --node node1 -z -n cpu -v 8',
  'crm_attribute -t nodes --node node2 -z -n mem -v 100',
  'crm_attribute -N node1 -t rsc_defaults -n resource-stickiness -v 5',
  'crm_attribute -t crm_config -n stonith-enabled -D',
  'crm_attribute -t crm_config -n nope -D',
  'crm_attribute -p P -N node1 -v -INFINITY',
  'crm_attribute -N node1 --promotion -v 20',
  'crm_attribute -N node1 --promotion -D',
  'crm_master -N node1 -l reboot -v 15 -r P',
  'crm_resource -r A -z -p cpu -v 7',
  'crm_resource -r A -z -p ram -v 7',
  'crm_resource --resource=A --utilization --delete-parameter=cpu',
  'crm_resource --resource=A --utilization --delete-parameter=nope',
  'crm_resource -r A --meta -p target-role -v Stopped',
  'crm_resource -r A -p fake -v z',
  'crm_resource -r P -p fake -v z',
  'crm_resource -B -r C -N node1 -Q',
  'crm_resource -B -r C -N node1 --promoted -Q',
  'crm_resource -B -r C -N node1 -u PT1H',
  'crm_resource -M -r C -N node2 -Q',
  'crm_resource -M -r C -N node2 -u PT1H',
  'crm_resource -M -r A -N node2 -Q',
  'crm_resource -U -r A',
  'crm_resource -U -r A -N node1',
  'crm_resource -U -r C -N node1',
  'crm_resource -M -r C -N node1 -Q',
  'crm_ticket -t N -g --force',
  'crm_ticket -t T -g --force',
  'crm_ticket -t N -g',
  'crm_ticket -t T -g --force -S owner -v 8 -S expires -v 99 -S term -v 3',
  'crm_ticket -t T -r',
  'crm_ticket -t T -r --force',
  'crm_ticket -t T -s',
  'crm_ticket -t T -a',
  'crm_ticket -t T -D owner',
  'crm_ticket -t T',
  'crm_ticket -t T -C --force',
  'crm_standby -N node1 -v on',
  'crm_standby -N node1 -l reboot -v on',
];

describe.runIf(HAS_ORIGINALS)('the tools beside the originals', () => {
  beforeEach(() => {
    vi.stubEnv('OCF_RESOURCE_INSTANCE', 'P');
  });

  it.each(QUERIES)('%s', async (line) => {
    vi.stubEnv('OCF_RESOURCE_INSTANCE', 'P');
    const argv = line.split(' ');
    expect(await runOurs(argv)).toEqual(runTheirs(argv));
  });

  it.each(CHANGES)('%s', async (line) => {
    vi.stubEnv('OCF_RESOURCE_INSTANCE', 'P');
    const argv = line.split(' ');
    const [{ code, cib }, original] = [await runOurs(argv), runTheirs(argv)];
    expect({ code, cib }).toEqual({ code: original.code, cib: original.cib });
  });
});

describe('what the originals cannot show on a file', () => {
  it('counts the failures of a resource on a node, all or of one operation', async () => {
    const count = async (line: string) => (await runOurs(line.split(' '))).output;
    expect(await count('crm_failcount -r A -N node1 -G -q')).toBe('INFINITY');
    expect(await count('crm_failcount -r A -N node1 -n monitor -I 10s -G -q')).toBe('3');
    expect(await count('crm_failcount -r A -N node2 -G')).toBe('scope=status  name=fail-count-A value=0');
  });

  it('forgets the failures of a resource on a node', async () => {
    const { code, cib } = await runOurs('crm_failcount -r A -N node1 -D'.split(' '));
    expect(code).toBe(0);
    expect(cib).not.toContain('fail-count-A');
    expect(cib).toContain('master-P');
  });

  it('answers crm_mon in XML with the attributes that agents look for', async () => {
    for (const line of ['crm_mon -1X', 'crm_mon -r --as-xml', 'crm_mon -1 --output-as=xml']) {
      const { code, output } = await runOurs(line.split(' '));
      expect(code, line).toBe(0);
      expect(output, line).toMatch(/<node name="node1" id="1" online="true" standby="false"/);
      expect(output, line).toMatch(/unclean="false"/);
      expect(output, line).toMatch(/type="member"/);
    }
  });

  it('says which use is not served', async () => {
    expect((await runOurs(['crm_mon', '-d', '-E', '/bin/true'])).code).toBe(64);
    expect((await runOurs(['cibadmin', '-R'])).code).toBe(64);
  });
});
