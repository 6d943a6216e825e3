import { type ComputeSettings, readComputeFile } from '../../compute-ha/compute-file.ts';
import { openRecords, type Records } from '../../compute-ha/record/records.ts';
import { complain } from '../live/connection.ts';
import { type ComputeArguments, EXIT } from './arguments.ts';

/** The records that compute.yaml names, for words that ask neither cloud nor hosts; a number is the exit code. */
export async function recordsOf(
  word: string,
  given: ComputeArguments,
): Promise<{ readonly settings: ComputeSettings; readonly records: Records } | number> {
  const settings = await readComputeFile(given.file);
  if (!settings.ok) {
    complain(`compute ${word}`, settings.problems);
    return EXIT.configuration;
  }
  const records = openRecords(settings.value.engine.stateFolder);
  if (!records.ok) {
    complain(`compute ${word}`, records.problems);
    return EXIT.configuration;
  }
  return { settings: settings.value, records: records.value };
}
