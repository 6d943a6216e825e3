import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReport } from '../../shutdown-plan/model/report.ts';
import { DISK } from '../../store/file-system.ts';
import { writeWholeFile } from '../whole-file.ts';

/** Reports of runs, a file each; those of the newest runs are kept. */
const MOST_REPORTS = 50;
const RUN = /^[0-9a-f-]{36}$/;

export async function writeReport(folder: string, report: RunReport): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWholeFile(DISK, join(folder, `${report.run}.json`), `${JSON.stringify(report, null, 1)}\n`);
}

/** `null` when there is none, or none that can be read. */
export async function readReport(folder: string, run: string): Promise<RunReport | null> {
  // The name becomes a path.
  if (!RUN.test(run)) return null;
  return await readReportFile(join(folder, `${run}.json`));
}

/** A report out of a file that the watcher writes. */
export async function readReportFile(path: string): Promise<RunReport | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const isReport =
      typeof value === 'object' &&
      value !== null &&
      'format' in value &&
      value.format === 1 &&
      'run' in value;
    return isReport ? (value as RunReport) : null;
  } catch {
    return null;
  }
}

/** Reports that are kept, the newest first. */
export async function listReports(folder: string): Promise<readonly RunReport[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readReportFile(join(folder, name))),
  );
  return found
    .filter((report): report is RunReport => report !== null)
    .sort((one, other) => other.acceptedAt - one.acceptedAt);
}

/** Removes the oldest reports. */
export async function pruneReports(folder: string): Promise<void> {
  for (const { run } of (await listReports(folder)).slice(MOST_REPORTS))
    await DISK.remove(join(folder, `${run}.json`));
}
