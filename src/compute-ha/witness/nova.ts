import type { Fact } from '../../evidence/fact.ts';
import type { ComputeService } from '../../openstack/nova-shape.ts';
import type { Outcome } from '../../openstack/outcome.ts';
import type { Occasion } from './echo.ts';

/** What Nova says of the compute service of a host (S2.28–S2.30, S3.12); nothing it does not say counts as down. */
export function novaFacts(
  host: string,
  services: Outcome<readonly ComputeService[]>,
  occasion: Occasion,
): readonly Fact[] {
  const both = (status: string, state: string, words: string): readonly Fact[] => [
    { signal: 'compute-status', value: status, source: 'Nova', ...occasion, words },
    { signal: 'compute-state', value: state, source: 'Nova', ...occasion, words },
  ];
  if (services.kind !== 'done') return both('unknown', 'unknown', services.problem.message);
  const own = services.value.filter((service) => service.host === host);
  if (own.length === 0) return both('unknown', 'unknown', 'Nova has no compute service on this host');
  // Two services of one host say each what it says: where they differ, the signal is unknown.
  return own.flatMap(({ status, state, isForcedDown, disabledReason }) => {
    const notes = [disabledReason === null ? [] : [disabledReason], isForcedDown ? ['forced down'] : []];
    return both(status, state, notes.flat().join('; '));
  });
}
