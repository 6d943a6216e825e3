import type { XmlElement } from '../../cib/xml/element.ts';
import { parseDocument } from '../../cib/xml/parse-document.ts';
import type { ClusterView } from '../../shutdown-plan/model/cluster-view.ts';
import { readMonitorXml } from './crm-mon.ts';
import { type ClusterPort, type PortAnswer, propertyOf } from './port.ts';
import { runTool, type ToolRun } from './tool.ts';

const TOOL_MS = 30_000;
/** Exit codes of Pacemaker's tools, as `crm_error --exit --list` names them. */
const ALREADY_EXISTS = 108;
const NO_SUCH_THING = 105;

/** An existing Pacemaker cluster, through the tools it brings. */
export class PacemakerPort implements ClusterPort {
  readonly kind = 'pacemaker';

  async view(): Promise<PortAnswer<ClusterView>> {
    const monitor = await runTool('crm_mon', ['--one-shot', '--inactive', '--output-as=xml'], TOOL_MS);
    const text = monitor.exitCode === 0 ? monitor : await runTool('pcs', ['status', 'xml'], TOOL_MS);
    if (text.exitCode !== 0) return failed('crm_mon', monitor);
    const self = await runTool('crm_node', ['--name'], TOOL_MS);
    if (self.exitCode !== 0) return failed('crm_node', self);
    const properties = await this.properties();
    const name = properties.ok ? propertyOf(properties.value, 'cluster-name') : null;
    return readMonitorXml(text.output, self.output.trim(), name);
  }

  async properties(): Promise<PortAnswer<XmlElement>> {
    const run = await runTool('cibadmin', ['--query', '--scope', 'crm_config'], TOOL_MS);
    if (run.exitCode !== 0) return failed('cibadmin', run);
    const parsed = parseDocument(run.output);
    return parsed.ok
      ? { ok: true, value: parsed.value.root }
      : { ok: false, why: parsed.problems[0]?.message ?? 'malformed output of cibadmin' };
  }

  async createPropertySet(xml: string): Promise<PortAnswer<boolean>> {
    const run = await runTool('cibadmin', ['--create', '--scope', 'crm_config', '--xml-text', xml], TOOL_MS);
    if (run.exitCode === 0) return { ok: true, value: true };
    return run.exitCode === ALREADY_EXISTS ? { ok: true, value: false } : failed('cibadmin', run);
  }

  async deletePropertySet(id: string): Promise<PortAnswer<null>> {
    const list = ['--delete', '--scope', 'crm_config', '--xml-text', `<cluster_property_set id="${id}"/>`];
    return done('cibadmin', await runTool('cibadmin', list, TOOL_MS));
  }

  async setProperty(name: string, value: string | null): Promise<PortAnswer<null>> {
    const change = value === null ? ['--delete'] : ['--update', value];
    const list = ['--type', 'crm_config', '--name', name, ...change];
    return done('crm_attribute', await runTool('crm_attribute', list, TOOL_MS));
  }

  async settle(deadlineMs: number, signal: AbortSignal): Promise<PortAnswer<null>> {
    const seconds = Math.max(1, Math.ceil(deadlineMs / 1000));
    const run = await runTool(
      'crm_resource',
      ['--wait', `--timeout=${seconds}s`],
      deadlineMs + TOOL_MS,
      signal,
    );
    return done('crm_resource', run);
  }
}

function failed(program: string, { words, output }: ToolRun): { readonly ok: false; readonly why: string } {
  // Tools asked for XML put their complaints into it.
  const complaint = [...output.matchAll(/<error>(.*)<\/error>/g)].at(-1)?.[1] ?? words;
  return { ok: false, why: `${program}: ${complaint}` };
}

function done(program: string, run: ToolRun): PortAnswer<null> {
  const isDone = run.exitCode === 0 || run.exitCode === NO_SUCH_THING;
  return isDone ? { ok: true, value: null } : failed(program, run);
}
