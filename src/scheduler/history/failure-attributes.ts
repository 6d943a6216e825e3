import { parseLeadingInteger } from '../../result/integer.ts';
import { parseScore } from '../../result/score-text.ts';
import { compareVersions } from '../../result/version.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

const COUNT_PREFIX = 'fail-count-';
const TIME_PREFIX = 'last-failure-';

/** From this feature set on failures are counted per operation (spec A5.12.1). */
const PER_OPERATION_FEATURE_SET = '3.0.13';

/** A resource name made of these only means itself in an extended regular expression. */
const LITERAL = /^[\w:@%,=~ -]*$/;

interface FailureAttribute {
  /** What follows the prefix: resource name, and operation in newer CIBs. */
  readonly name: string;
  readonly value: number;
}

type NameMatcher = (attributeName: string) => boolean;

/** The failures a node's attributes tell of. */
export class FailureAttributes {
  readonly counts: FailureAttribute[] = [];
  readonly times: FailureAttribute[] = [];
  /** Number of node attributes when this was read; another number means it has to be read again. */
  readonly attributeCount: number;
  readonly #matchers = new Map<string, NameMatcher>();
  /** Names that have a count, with and without instance number. */
  readonly #names = new Set<string>();

  constructor(attributes: ReadonlyMap<string, string>) {
    this.attributeCount = attributes.size;
    for (const [name, value] of attributes) {
      if (name.startsWith(COUNT_PREFIX)) {
        const counted = name.slice(COUNT_PREFIX.length);
        this.counts.push({ name: counted, value: parseScore(value) });
        const resourceName = counted.split('#', 1)[0] as string;
        this.#names.add(resourceName).add(resourceName.replace(/:\d+$/, ''));
      } else if (name.startsWith(TIME_PREFIX)) {
        this.times.push({ name: name.slice(TIME_PREFIX.length), value: parseLeadingInteger(value) ?? 0 });
      }
    }
  }

  /** A quick look whether a resource may have failed here; false is certain. */
  mayConcern(resource: Resource): boolean {
    const name = historyBaseName(resource);
    return this.#names.has(name) || !LITERAL.test(name);
  }

  /** Tells which attributes belong to a resource (spec A5.12.1). */
  matcher(cluster: Cluster, resourceName: string, isUnique: boolean): NameMatcher {
    const key = isUnique ? resourceName : `${resourceName}\n`;
    let matcher = this.#matchers.get(key);
    if (matcher === undefined) {
      matcher = nameMatcher(resourceName, isUnique, isPerOperation(cluster));
      this.#matchers.set(key, matcher);
    }
    return matcher;
  }
}

const indexes = new WeakMap<ClusterNode, FailureAttributes>();

/** Failures recorded in a node's attributes; `null` when there are none. */
export function failureAttributes(node: ClusterNode): FailureAttributes | null {
  let index = indexes.get(node);
  if (index === undefined || index.attributeCount !== node.attributes.size) {
    index = new FailureAttributes(node.attributes);
    indexes.set(node, index);
  }
  return index.counts.length === 0 && index.times.length === 0 ? null : index;
}

/** Name of a resource in history and failure attributes, without instance number unless unique (spec A5.12.1). */
export function historyBaseName(resource: Resource): string {
  const name = resource.historyName ?? resource.id;
  return resource.isUnique ? name : name.replace(/:\d+$/, '');
}

function isPerOperation(cluster: Cluster): boolean {
  return compareVersions(cluster.cib.featureSet, PER_OPERATION_FEATURE_SET) >= 0;
}

function nameMatcher(resourceName: string, isUnique: boolean, perOperation: boolean): NameMatcher {
  const rest = `${isUnique ? '' : '(:[0-9]+)?'}${perOperation ? '#.+_[0-9]+' : ''}$`;
  if (LITERAL.test(resourceName)) {
    const tail = new RegExp(`^${rest}`);
    return (name) => name.startsWith(resourceName) && tail.test(name.slice(resourceName.length));
  }
  try {
    const whole = new RegExp(`^${resourceName}${rest}`);
    return (name) => whole.test(name);
  } catch {
    // The name is no valid expression: nothing matches it.
    return () => false;
  }
}
