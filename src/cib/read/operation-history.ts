import { parseLeadingInteger } from '../../result/integer.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import type { OperationHistory } from '../model/status-entry.ts';
import type { XmlElement } from '../xml/element.ts';

/** What is stored of each entry, in the order in which it is picked. */
const STORED = ['id', 'operation', 'interval', 'call-id', 'rc-code', 'op-status', 'last-rc-change'] as const;
/** Filled anew for each entry. */
const picked: (string | null)[] = STORED.map(() => null);

function integer(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : parseLeadingInteger(text);
}

/**
 * One `<lrm_rsc_op>` over its element (spec A5.1). Only what sorting and processing ask for again and again is stored;
 * the rest is looked up when asked, since a large cluster has hundreds of thousands of these.
 */
export class OperationHistoryView implements OperationHistory {
  readonly #element: XmlElement;
  readonly id: string;
  readonly task: string | null;
  readonly intervalMs: number;
  readonly callId: number | null;
  readonly rc: number | null;
  readonly status: number | null;
  readonly lastRcChange: number | null;

  constructor(element: XmlElement) {
    this.#element = element;
    element.pick(STORED, picked);
    const [id, operation, interval, callId, rc, status, lastRcChange] = picked;
    this.id = id ?? '';
    this.task = operation ?? null;
    this.intervalMs =
      interval === null || interval === undefined || interval === '0' ? 0 : parseHistoryInterval(interval);
    this.callId = integer(callId);
    this.rc = integer(rc);
    this.status = integer(status);
    this.lastRcChange = integer(lastRcChange);
  }

  get hasKey(): boolean {
    return this.#element.get('operation_key') !== null;
  }
  get key(): string {
    return this.#element.get('operation_key') ?? this.id;
  }
  get transitionKey(): string | null {
    return this.#element.get('transition-key');
  }
  get transitionMagic(): string | null {
    return this.#element.get('transition-magic');
  }
  get onNode(): string | null {
    return this.#element.get('on_node');
  }
  get exitReason(): string | null {
    return this.#element.get('exit-reason');
  }
  get digest(): string | null {
    return this.#element.get('op-digest');
  }
  get forceRestart(): string | null {
    return this.#element.get('op-force-restart');
  }
  get restartDigest(): string | null {
    return this.#element.get('op-restart-digest');
  }
  get secureParams(): string | null {
    return this.#element.get('op-secure-params');
  }
  get secureDigest(): string | null {
    return this.#element.get('op-secure-digest');
  }
  get migrateSource(): string | null {
    return this.#element.get('migrate_source');
  }
  get migrateTarget(): string | null {
    return this.#element.get('migrate_target');
  }
  get featureSet(): string | null {
    return this.#element.get('crm_feature_set');
  }
  get queueTime(): string | null {
    return this.#element.get('queue-time');
  }
  get execTime(): string | null {
    return this.#element.get('exec-time');
  }
}

/** History carries plain milliseconds, unlike the configuration. */
function parseHistoryInterval(text: string): number {
  const plain = /^[0-9]+$/.test(text) ? parseLeadingInteger(text) : null;
  return plain ?? parseIntervalMs(text);
}
