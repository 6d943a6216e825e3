import { parseBoolean } from '../../result/boolean.ts';
import { isValidInterval, parseTimeMs } from '../../result/interval.ts';
import type { XmlElement } from '../xml/element.ts';
import { type Findings, nameOf } from './findings.ts';

/** Reads a value; true when it is one. */
type Check = (value: string) => boolean;

const isBoolean: Check = (value) => parseBoolean(value) !== null;
const isInterval: Check = (value) => isValidInterval(value);
const isTime: Check = (value) => parseTimeMs(value) !== null;
const isScore: Check = (value) => /^[+-]?(?:[0-9]+|INFINITY)$/.test(value);
const isCount: Check = (value) => /^[0-9]+$/.test(value);
const oneOf = (...words: readonly string[]): Check => {
  return (value) => words.includes(value.toLowerCase());
};

/** Attributes of an operation whose text the schema does not look at (spec A1.8, A3.8). */
const OPERATION_ATTRIBUTES: Readonly<Record<string, Check>> = {
  interval: isInterval,
  timeout: isTime,
  'start-delay': isTime,
};

/** Meta attributes of resources with the values that mean something; `default` counts as absent (spec A3.6). */
const META_ATTRIBUTES: Readonly<Record<string, Check>> = {
  'is-managed': isBoolean,
  maintenance: isBoolean,
  critical: isBoolean,
  'allow-migrate': isBoolean,
  notify: isBoolean,
  interleave: isBoolean,
  ordered: isBoolean,
  'globally-unique': isBoolean,
  promotable: isBoolean,
  'allow-unhealthy-nodes': isBoolean,
  priority: isScore,
  'resource-stickiness': isScore,
  'migration-threshold': isScore,
  'failure-timeout': isInterval,
  'clone-max': isCount,
  'clone-node-max': isCount,
  'promoted-max': isCount,
  'promoted-node-max': isCount,
  'clone-min': isCount,
  'multiple-active': oneOf('block', 'stop_only', 'stop_start', 'stop_unexpected'),
  requires: oneOf('nothing', 'quorum', 'fencing', 'unfencing'),
  'target-role': oneOf('stopped', 'started', 'promoted', 'unpromoted', 'master', 'slave'),
};

const RESOURCES: ReadonlySet<string> = new Set([
  'primitive',
  'template',
  'group',
  'clone',
  'master',
  'bundle',
  'rsc_defaults',
]);

function checkOperation(operation: XmlElement, findings: Findings): void {
  for (const [attribute, check] of Object.entries(OPERATION_ATTRIBUTES)) {
    const value = operation.get(attribute);
    if (value === null || check(value)) continue;
    const message = `${nameOf(operation)} has ${attribute}="${value}", which is no time and is ignored`;
    findings.warning('HWS-CIB-032', operation, message, 'Write a time such as 30s, 10min or PT1H.');
  }
}

function checkMeta(set: XmlElement, findings: Findings): void {
  for (const pair of set.elements('nvpair')) {
    const name = pair.get('name');
    const value = pair.get('value');
    if (name === null || value === null || !Object.hasOwn(META_ATTRIBUTES, name)) continue;
    if (META_ATTRIBUTES[name]?.(value) === true || /^#?default$/i.test(value)) continue;
    const message = `the meta attribute ${name}="${value}" (${nameOf(pair)}) cannot be understood`;
    findings.warning('HWS-CIB-033', pair, message, 'Correct the value; until then the default holds.');
  }
}

/** Warns of values that the schema lets pass but that will not do what was meant. */
export function checkMeaning(element: XmlElement, findings: Findings): void {
  for (const child of element.elements()) {
    if (child.name === 'op') checkOperation(child, findings);
    else if (child.name === 'meta_attributes' && RESOURCES.has(element.name)) checkMeta(child, findings);
    checkMeaning(child, findings);
  }
}
