import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';

/** One transient attribute set on a node, as it is told to the reader (spec C6.6.4). */
export interface AttributeInjection {
  readonly name: string;
  /** `value++` for a counter. */
  readonly value: string;
  readonly nodeId: string;
}

/** Whether a result counts as a failure: that a one-time operation finds nothing running does not (observed). */
export function countsAsFailure(rc: number, intervalMs: number): boolean {
  return rc !== 0 && !(rc === 7 && intervalMs === 0);
}

/** Writes the two attributes that count a failure (spec C6.6.4, A5.12.1) and tells which. */
export function countFailure(
  state: XmlElement,
  resource: string,
  task: string,
  intervalMs: number,
  time: number,
): AttributeInjection[] {
  const nodeId = state.get('id') ?? '';
  const operation = `${resource}#${task}_${intervalMs}`;
  const injections = [
    { name: `fail-count-${operation}`, value: 'value++', nodeId },
    { name: `last-failure-${operation}`, value: String(time), nodeId },
  ];
  for (const { name, value } of injections) setTransient(state, name, value);
  return injections;
}

/** Sets a transient attribute; `value++` counts up from what is there. */
function setTransient(state: XmlElement, name: string, value: string): void {
  const nodeId = state.get('id') ?? '';
  let transient = state.first('transient_attributes');
  if (transient === null) {
    transient = childOf(state, 'transient_attributes');
    transient.set('id', nodeId);
  }
  let set = transient.first('instance_attributes');
  if (set === null) {
    set = childOf(transient, 'instance_attributes');
    set.set('id', nodeId);
  }
  const id = `${set.get('id') ?? nodeId}-${name.replace(/[:#]/g, '.')}`;
  let pair: XmlElement | null = null;
  for (const candidate of set.elements('nvpair')) if (candidate.get('id') === id) pair = candidate;
  const written = value === 'value++' ? increment(pair?.get('value') ?? null) : value;
  if (pair === null) set.children.push(new XmlElement('nvpair', ['id', id, 'name', name, 'value', written]));
  else pair.set('value', written);
}

function increment(value: string | null): string {
  if (value === 'INFINITY') return value;
  const count = Number.parseInt(value ?? '0', 10);
  return String((Number.isNaN(count) ? 0 : count) + 1);
}
