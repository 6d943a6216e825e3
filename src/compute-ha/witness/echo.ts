import type { Fact } from '../../evidence/fact.ts';
import type { NovaServer } from '../../openstack/nova-shape.ts';
import type { Outcome } from '../../openstack/outcome.ts';
import type { EchoAnswer } from './fping-answer.ts';

/** A host whose addresses are to be asked, and what Nova says is on it. */
export interface EchoTarget {
  readonly host: string;
  /** Management addresses. */
  readonly addresses: readonly string[];
  /** `null`: the instances are not of interest. */
  readonly servers: Outcome<readonly NovaServer[]> | null;
}

/** When it was looked, epoch ms, and how long that may be believed, ms. */
export interface Occasion {
  readonly at: number;
  readonly freshForMs: number;
}

/** All addresses that have to be asked for some hosts. */
export function echoAddresses(targets: readonly EchoTarget[], controls: readonly string[]): Iterable<string> {
  const addresses = targets.flatMap((target) => [...target.addresses, ...instanceAddresses(target)]);
  return new Set([...controls, ...addresses]);
}

/**
 * Facts out of echo answers. `controls` are addresses beyond this machine of which at least one answers when we are not
 * cut off ourselves: when none does, all silence is doubted; without controls nothing of the kind can be noticed here.
 */
export function echoFacts(
  target: EchoTarget,
  answers: ReadonlyMap<string, EchoAnswer>,
  controls: readonly string[],
  occasion: Occasion,
): readonly Fact[] {
  const isCutOff = controls.length > 0 && !controls.some((address) => answers.get(address)?.kind === 'alive');
  const asked = (signal: Fact['signal'], address: string): Fact => {
    const answer = answers.get(address) ?? { kind: 'unknown', words: 'it was not asked' };
    const source = `fping ${address}`;
    if (answer.kind === 'silent' && isCutOff)
      return {
        signal,
        value: 'unknown',
        source,
        ...occasion,
        words: `none of ${controls.join(', ')} answers either`,
      };
    return { signal, value: answer.kind, source, ...occasion, words: answer.words };
  };
  const facts = target.addresses.map((address) => asked('host-address', address));
  const { servers } = target;
  if (servers === null) return facts;
  const said = (value: string, words: string): Fact => ({
    signal: 'instance-addresses',
    value,
    source: 'Nova',
    ...occasion,
    words,
  });
  if (servers.kind !== 'done') return [...facts, said('unknown', servers.problem.message)];
  const addresses = instanceAddresses(target);
  if (addresses.length === 0) {
    const words =
      servers.value.length === 0 ? 'no instances' : `${servers.value.length} instances without an address`;
    return [...facts, said('none', words)];
  }
  return [...facts, ...addresses.map((address) => asked('instance-addresses', address))];
}

function instanceAddresses({ servers }: EchoTarget): readonly string[] {
  if (servers?.kind !== 'done') return [];
  return [...new Set(servers.value.flatMap(({ addresses }) => addresses))];
}
