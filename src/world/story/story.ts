import type { ChangeCounts } from '../invariant/invariants.ts';
import { type LogLine, logLineText } from '../model/log.ts';
import type { Machine } from '../model/machine.ts';
import type { WorldSetup } from '../model/setup.ts';
import type { Script } from '../model/step.ts';
import type { Violation } from '../model/violation.ts';
import { World } from '../world.ts';

/** A world and what happens to it: plain data, kept in `scenarios/world/NAME/`. */
export interface Story {
  readonly setup: WorldSetup;
  readonly script: Script;
}

/** What came of a story. */
export interface Telling {
  readonly log: readonly LogLine[];
  readonly violations: readonly Violation[];
  readonly events: number;
  /** How clients' changes of the configuration were answered. */
  readonly changes: ChangeCounts;
  /** Virtual ms. */
  readonly time: number;
}

/** Plays a story; the same story gives the same log. */
export function tell(
  story: Story,
  options: { machine?: Machine; keepsLog?: boolean; stopsAtViolation?: boolean } = {},
): Telling {
  const world = new World(story.setup, options);
  world.switchOn();
  world.play(story.script, options.stopsAtViolation ?? false);
  const { log, violations, events, timeline, invariants } = world;
  return { log, violations, events, changes: invariants.changes, time: timeline.now };
}

/** A log as it is kept. */
export function logText(log: readonly LogLine[]): string {
  return log.map((line) => `${logLineText(line)}\n`).join('');
}
