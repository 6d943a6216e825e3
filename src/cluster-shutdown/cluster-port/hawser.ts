import { setTimeout as pause } from 'node:timers/promises';
import { parseCib } from '../../cib/parse.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { CibChange } from '../../controller/model/cib-change.ts';
import type { ClientAnswer, ClientRequest } from '../../controller/model/request.ts';
import type { Result } from '../../result/problem.ts';
import { isGuestNode } from '../../scheduler/model/node.ts';
import { AS_LIVE } from '../../scheduler/model/schedule-options.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import type { ClusterView } from '../../shutdown-plan/model/cluster-view.ts';
import { type ClusterPort, type PortAnswer, propertyOf } from './port.ts';

/** Asks Hawser's daemon on this machine. */
export type AskDaemon = (request: ClientRequest, timeoutMs: number) => Promise<Result<unknown>>;

const ASK_MS = 30_000;
const LOOK_MS = 500;
const STANDARD_SET = 'cib-bootstrap-options';

/** A Hawser cluster, through its daemon. */
export class HawserPort implements ClusterPort {
  readonly kind = 'hawser';
  readonly #ask: AskDaemon;

  constructor(ask: AskDaemon) {
    this.#ask = ask;
  }

  async view(): Promise<PortAnswer<ClusterView>> {
    const answer = await this.#request('status', { kind: 'status' });
    if (!answer.ok) return answer;
    const { self, phase, isQuorate, dc } = answer.value.status;
    if (phase !== 'ready') return { ok: false, why: `the daemon is ${phase}` };
    const text = await this.#request('cib', { kind: 'read-cib' });
    if (!text.ok) return text;
    const cib = parseCib(text.value.xml);
    if (!cib.ok) return { ok: false, why: cib.problems[0]?.message ?? 'malformed CIB' };
    const now = { epoch: Math.floor(Date.now() / 1000), offset: 0 };
    const cluster = unpack(cib.value, now, { ...AS_LIVE, localOffset: () => 0 });
    const properties = configurationOf(cib.value.root);
    return {
      ok: true,
      value: {
        kind: 'hawser',
        name: properties === null ? null : propertyOf(properties, 'cluster-name'),
        self: self.name,
        isQuorate,
        dc,
        nodes: cluster.nodes.flatMap((node) =>
          node.kind === 'ping' || isGuestNode(node)
            ? []
            : [{ name: node.name, kind: node.kind, isOnline: node.isOnline }],
        ),
        running: cluster.nodes.flatMap((node) => node.running.map(({ id }) => ({ id, node: node.name }))),
      },
    };
  }

  async properties(): Promise<PortAnswer<XmlElement>> {
    const text = await this.#request('cib', { kind: 'read-cib' });
    if (!text.ok) return text;
    const cib = parseCib(text.value.xml);
    const properties = cib.ok ? configurationOf(cib.value.root) : null;
    return properties === null
      ? { ok: false, why: 'the CIB has no crm_config' }
      : { ok: true, value: properties };
  }

  async createPropertySet(xml: string): Promise<PortAnswer<boolean>> {
    const id = / id="([^"]*)"/.exec(xml)?.[1] ?? '';
    const before = await this.properties();
    if (!before.ok) return before;
    if (hasSet(before.value, id)) return { ok: true, value: false };
    const created = await this.#change([
      { kind: 'create-element', parent: CONFIGURATION, xml, position: 'last' },
    ]);
    if (created.ok) return { ok: true, value: true };
    // Refused because another was first: every id is there once.
    const after = await this.properties();
    return after.ok && hasSet(after.value, id) ? { ok: true, value: false } : created;
  }

  deletePropertySet(id: string): Promise<PortAnswer<null>> {
    const target = { by: 'id', id, element: 'cluster_property_set' } as const;
    return this.#change([{ kind: 'delete-element', target, isOptional: true }]);
  }

  async setProperty(name: string, value: string | null): Promise<PortAnswer<null>> {
    const properties = await this.properties();
    if (!properties.ok) return properties;
    for (const set of properties.value.elements('cluster_property_set'))
      for (const pair of set.elements('nvpair')) {
        const id = pair.get('id');
        if (pair.get('name') !== name || id === null) continue;
        const target = { by: 'id', id, element: 'nvpair' } as const;
        return await this.#change([
          value === null
            ? { kind: 'delete-element', target, isOptional: true }
            : { kind: 'modify-element', target, set: { value }, unset: [] },
        ]);
      }
    if (value === null) return { ok: true, value: null };
    const xml = `<nvpair id="${STANDARD_SET}-${name}" name="${name}" value="${value}"/>`;
    const parent = { by: 'id', id: STANDARD_SET, element: 'cluster_property_set' } as const;
    return await this.#change([
      hasSet(properties.value, STANDARD_SET)
        ? { kind: 'create-element', parent, xml, position: 'last' }
        : {
            kind: 'create-element',
            parent: CONFIGURATION,
            xml: `<cluster_property_set id="${STANDARD_SET}">${xml}</cluster_property_set>`,
            position: 'last',
          },
    ]);
  }

  async settle(deadlineMs: number, signal: AbortSignal): Promise<PortAnswer<null>> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const view = await this.view();
      if (view.ok && view.value.running.length === 0) return { ok: true, value: null };
      if (signal.aborted) return { ok: false, why: 'not waited for any longer' };
      if (performance.now() >= deadline)
        return {
          ok: false,
          why: view.ok
            ? `still running: ${view.value.running
                .map(({ id, node }) => `${id} on ${node}`)
                .slice(0, 5)
                .join(', ')}`
            : view.why,
        };
      await pause(Math.min(LOOK_MS, deadline - performance.now()), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  async #change(changes: readonly CibChange[]): Promise<PortAnswer<null>> {
    const answer = await this.#request('done', { kind: 'change-cib', changes, condition: null });
    return answer.ok ? { ok: true, value: null } : answer;
  }

  async #request<Kind extends ClientAnswer['kind']>(
    kind: Kind,
    request: ClientRequest,
  ): Promise<PortAnswer<Extract<ClientAnswer, { kind: Kind }>>> {
    const answer = await this.#ask(request, ASK_MS);
    if (!answer.ok) return { ok: false, why: answer.problems[0]?.message ?? 'the daemon does not answer' };
    const value = answer.value as ClientAnswer;
    if (value.kind === 'refused')
      return { ok: false, why: value.problems[0]?.message ?? 'the daemon refused' };
    if (value.kind !== kind)
      return { ok: false, why: `the daemon answered ${request.kind} by ${value.kind}` };
    return { ok: true, value: value as Extract<ClientAnswer, { kind: Kind }> };
  }
}

const CONFIGURATION = {
  by: 'path',
  path: [
    { element: 'configuration', id: null },
    { element: 'crm_config', id: null },
  ],
} as const;

function configurationOf(root: XmlElement): XmlElement | null {
  return root.first('configuration')?.first('crm_config') ?? null;
}

function hasSet(configuration: XmlElement, id: string): boolean {
  return [...configuration.elements('cluster_property_set')].some((set) => set.get('id') === id);
}
