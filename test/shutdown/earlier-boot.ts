import { join } from 'node:path';
import { FileJournal, journaledRuns, readJournal } from '../../src/cluster-shutdown/run/journal.ts';

/**
 * Makes the journals of a state folder those of an earlier boot. Hosts of a lab share their kernel, and so its boot id; what
 * is written down of it has to change instead.
 */
export function moveToEarlierBoot(state: string): void {
  const folder = join(state, 'journal');
  for (const run of journaledRuns(folder)) {
    const content = readJournal(folder, run);
    if (content === null) throw new Error(`the journal of ${run} cannot be read`);
    FileJournal.goOn(folder, run).discard();
    const journal = FileJournal.begin(folder, { ...content.handOver, bootId: 'an-earlier-boot' });
    for (const event of content.events) journal.record(event, false);
    journal.close();
  }
}
