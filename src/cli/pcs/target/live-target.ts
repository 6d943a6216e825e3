import { cibVersion } from '../../../cib/version.ts';
import { writeDocument, writeXml } from '../../../cib/write.ts';
import type { XmlDocument } from '../../../cib/xml/document.ts';
import { parseDocument } from '../../../cib/xml/parse-document.ts';
import { Configuration } from '../../../configuration/configuration.ts';
import type { Result } from '../../../result/problem.ts';
import { ask, askFor, DEFAULT_TIMEOUT_MS } from '../../live/connection.ts';
import { tryEdit } from './checked-edit.ts';
import { targetProblem } from './problem.ts';
import type { Edit, EditOutcome, Gate, Target } from './target.ts';

/** How often an edit is worked out again because others have changed the configuration meanwhile. */
const ATTEMPTS = 20;

/** The configuration has changed since it was read. */
const CHANGED = 'HWS-CTL-001';

/**
 * The CIB of the live cluster. An edit becomes one agreed change, made only if the configuration is still the one it was
 * worked out on; otherwise it is worked out again on the newer one, so that edits at the same time lose nothing.
 */
export class LiveTarget implements Target {
  readonly kind = 'live';
  readonly #socket: string | null;
  /** Milliseconds that a request may take. */
  readonly #timeoutMs: number;

  constructor(socket: string | null, timeoutMs = DEFAULT_TIMEOUT_MS) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
  }

  async read(): Promise<Result<Configuration>> {
    const document = await this.#document();
    if (!document.ok) return document;
    return { ok: true, value: new Configuration(document.value.root), problems: [] };
  }

  async edit(edit: Edit, isForced: boolean, gate: Gate | null = null): Promise<EditOutcome> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const document = await this.#document();
      if (!document.ok) return { kind: 'failed', problems: document.problems };
      const { root } = document.value;
      const { adminEpoch, epoch } = cibVersion(root);
      const tried = await tryEdit(document.value, edit, isForced);
      if (tried.kind !== 'done' || !tried.isChanged) return tried;
      if (gate !== null) {
        const answer = await gate(tried.before, writeDocument(document.value));
        if (answer.kind === 'keep') return { kind: 'kept', reports: [...tried.reports, ...answer.reports] };
      }
      const configuration = root.first('configuration');
      if (configuration === null) throw new Error('a CIB without configuration was edited');
      const changes = [{ kind: 'replace-configuration', xml: writeXml(configuration) } as const];
      const condition = { configurationOf: { adminEpoch, epoch } };
      const answer = await ask({ kind: 'change-cib', changes, condition }, this.#socket, this.#timeoutMs);
      if (answer.ok) return tried;
      if (!answer.problems.some(({ code }) => code === CHANGED)) {
        return { kind: 'failed', problems: answer.problems };
      }
    }
    const message = `the configuration changed ${ATTEMPTS} times while this was tried`;
    const hint = 'See who keeps changing it: hawser history; then try again.';
    return { kind: 'failed', problems: [targetProblem('HWS-PCS-005', message, hint)] };
  }

  async #document(): Promise<Result<XmlDocument>> {
    const answer = await askFor('cib', { kind: 'read-cib' }, this.#socket, this.#timeoutMs);
    return answer.ok ? parseDocument(answer.value.xml) : answer;
  }
}
