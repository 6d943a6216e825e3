import { byPriority, type Instance, reasonToSkip, type Selection } from './instance.ts';

/** What an evacuation would do, as far as is known before it begins. */
export interface EvacuationPlan {
  /** In the order in which they would be begun. */
  readonly evacuated: readonly Instance[];
  readonly left: readonly { readonly instance: Instance; readonly why: string }[];
}

/** The instances of a host, by what would become of them. The response goes by the same functions. */
export function planEvacuation(instances: readonly Instance[], selection: Selection): EvacuationPlan {
  const evacuated: Instance[] = [];
  const left: EvacuationPlan['left'][number][] = [];
  for (const instance of [...instances].sort(byPriority(selection))) {
    const why = reasonToSkip(instance, selection);
    if (why === null) evacuated.push(instance);
    else left.push({ instance, why });
  }
  return { evacuated, left };
}
