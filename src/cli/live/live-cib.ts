import type { Cib } from '../../cib/model/cib.ts';
import { parseCib } from '../../cib/parse.ts';
import type { CibVersion } from '../../cib/version.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { CibChange } from '../../controller/model/cib-change.ts';
import { nearMiss } from '../../result/near-miss.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { ask, askFor } from './connection.ts';

/** The CIB of the live cluster. */
export interface LiveCib {
  readonly cib: Cib;
  readonly xml: string;
  readonly version: CibVersion;
}

export async function readLiveCib(socket: string | null): Promise<Result<LiveCib>> {
  const text = await askFor('cib', { kind: 'read-cib' }, socket);
  if (!text.ok) return text;
  const { xml, version } = text.value;
  const cib = parseCib(xml);
  return cib.ok ? { ok: true, value: { cib: cib.value, xml, version }, problems: [] } : cib;
}

/** Changes that were worked out on a configuration; they are not made if it has changed since. */
export async function changeLiveCib(
  changes: readonly CibChange[],
  version: CibVersion,
  socket: string | null,
): Promise<readonly Problem[]> {
  const { adminEpoch, epoch } = version;
  const condition = { configurationOf: { adminEpoch, epoch } };
  const answer = await ask({ kind: 'change-cib', changes, condition }, socket);
  return answer.ok ? [] : answer.problems;
}

const RESOURCE_ELEMENTS = ['primitive', 'group', 'clone', 'master', 'bundle'];

/** Elements of resources by id, those inside others included. */
export function resourceElements(cib: Cib): Map<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const walk = (element: XmlElement): void => {
    for (const child of element.elements()) {
      const id = child.get('id');
      if (RESOURCE_ELEMENTS.includes(child.name) && id !== null) found.set(id, child);
      if (RESOURCE_ELEMENTS.includes(child.name)) walk(child);
    }
  };
  const resources = cib.root.first('configuration')?.first('resources');
  if (resources !== null && resources !== undefined) walk(resources);
  return found;
}

/** Names of the nodes in configuration and status. */
export function nodeNames(cib: Cib): string[] {
  const names = new Set<string>();
  const configured = cib.root.first('configuration')?.first('nodes');
  for (const section of [configured, cib.root.first('status')]) {
    for (const element of section?.elements() ?? []) {
      const name = element.get('uname');
      if (name !== null) names.add(name);
    }
  }
  return [...names].sort();
}

/** Says that an id is not known, with the one that was probably meant. */
export function unknownText(what: string, id: string, known: readonly string[]): string {
  const meant = nearMiss(id, known);
  if (meant !== null) return `there is no ${what} ${id}; did you mean ${meant}?`;
  return `there is no ${what} ${id}; there are ${known.length === 0 ? 'none' : known.join(', ')}`;
}
