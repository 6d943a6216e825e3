import { readFileSync, writeFileSync } from 'node:fs';
import { parseCib } from '../../cib/parse.ts';
import { cibVersion } from '../../cib/version.ts';
import { writeXml } from '../../cib/write.ts';
import { applyChanges } from '../../controller/cib/apply-changes.ts';
import { knownNodes } from '../../controller/cib/node-attribute.ts';
import { parseTree } from '../../controller/cib/tree.ts';
import type { AttributeLifetime, CibChange } from '../../controller/model/cib-change.ts';
import { daemonProblem } from '../../daemon/protocol.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { ask, askFor } from '../live/connection.ts';
import { changeLiveCib, type LiveCib, readLiveCib } from '../live/live-cib.ts';

/** A node's attribute to be set; `null` deletes it. */
export interface AttributeWish {
  /** Empty: all members. */
  readonly nodes: readonly string[];
  readonly name: string;
  readonly value: string | null;
  /** `private`: never written into the CIB if this makes it; a file knows no such ones. */
  readonly lifetime: AttributeLifetime | 'private';
  readonly dampeningMs: number | null;
}

/** What the tools work on: the live cluster, or the CIB in a file where the environment names one (CIB_file). */
export interface CibDoor {
  read(): Promise<Result<LiveCib>>;
  /** Changes that were worked out on a CIB that was read. */
  change(changes: readonly CibChange[], read: LiveCib): Promise<readonly Problem[]>;
  setAttribute(wish: AttributeWish): Promise<readonly Problem[]>;
}

export function openDoor(): CibDoor {
  const path = process.env.CIB_file ?? '';
  return path === '' ? LIVE : fileDoor(path);
}

const LIVE: CibDoor = {
  read: () => readLiveCib(null),
  change: (changes, { version }) => changeLiveCib(changes, version, null),
  setAttribute: async (wish) => {
    const answer = await ask({ kind: 'set-attribute', ...wish }, null);
    return answer.ok ? [] : answer.problems;
  },
};

function fileDoor(path: string): CibDoor {
  const read = (): Promise<Result<LiveCib>> => {
    try {
      const xml = readFileSync(path, 'utf8');
      const cib = parseCib(xml);
      if (!cib.ok) return Promise.resolve(cib);
      const { root } = cib.value;
      return Promise.resolve({
        ok: true,
        value: { cib: cib.value, xml, version: cibVersion(root) },
        problems: [],
      });
    } catch (error) {
      return Promise.resolve({ ok: false, problems: [unusable(path, error)] });
    }
  };
  const change = (changes: readonly CibChange[], { xml }: LiveCib): Promise<readonly Problem[]> => {
    const tree = parseTree(xml);
    if (!tree.ok) return Promise.resolve(tree.problems);
    // In a file every node lives: nothing says otherwise.
    const members = Object.fromEntries(knownNodes(tree.value).map(({ id }) => [id, true]));
    const { problems } = applyChanges(tree.value, changes, null, members);
    if (problems.length > 0) return Promise.resolve(problems);
    try {
      writeFileSync(path, writeXml(tree.value));
    } catch (error) {
      return Promise.resolve([unusable(path, error)]);
    }
    return Promise.resolve([]);
  };
  return {
    read,
    change,
    setAttribute: async ({ nodes, name, value, lifetime }) => {
      if (lifetime === 'private') return [];
      const before = await read();
      if (!before.ok) return before.problems;
      const changes = nodes.map((node): CibChange => ({ kind: 'attribute', node, name, value, lifetime }));
      return await change(changes, before.value);
    },
  };
}

function unusable(path: string, error: unknown): Problem {
  const why = failureWords(error);
  return daemonProblem(
    'HWS-DMN-011',
    `The CIB file ${path} cannot be used: ${why}`,
    'Correct CIB_file, or unset it',
  );
}

/** Members and quorum, as the live cluster has them. */
export function askStatus() {
  return askFor('status', { kind: 'status' }, null);
}
