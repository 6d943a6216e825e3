import type { Occasion } from '../../evacuation/run/event.ts';
import type { WatchNotice } from '../../evacuation/watch/round.ts';

/** What an incident tells those to whom instances on its host belong. */
export type OwnerTopic = 'owner-lost' | 'owner-back' | 'owner-not-back';

/** What a notice is about; each has a template in every language. */
export type Topic = Occasion | `watch-${WatchNotice['kind']}` | 'released' | OwnerTopic;

/** What stands in braces in a template. */
export interface TemplateValues {
  /** The host, or the hosts, a comma between them. */
  readonly host: string;
  readonly incident: string;
  /** Lines: why this is thought or done. */
  readonly why: string;
  /** Lines: what was done, with times. */
  readonly story: string;
  /** Lines: what became of each instance. */
  readonly instances: string;
  readonly count: string;
  readonly failed: string;
}

export interface Template {
  readonly subject: string;
  readonly text: string;
}

export type Templates = Readonly<Record<Topic, Template>>;
