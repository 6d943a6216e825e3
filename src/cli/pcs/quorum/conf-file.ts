import { readFileSync } from 'node:fs';
import { hasErrors, type Report, weigh } from '../../../configuration/report.ts';
import { type ConfDocument, parseConf, writeConf } from '../../../corosync/conf/document.ts';
import { failureWords } from '../../../result/failure-words.ts';
import { type Call, FAILED } from '../call.ts';
import { tellProblems, tellReports } from '../reports.ts';
import { replaceFile } from '../target/whole-file.ts';
import { withDerivedSettings } from './derived.ts';

/** Where Corosync reads its configuration. */
const SYSTEM_PATH = '/etc/corosync/corosync.conf';

/** A change of a corosync.conf: the document afterwards, and what there is to say. */
export interface ConfEdit {
  readonly document: ConfDocument;
  readonly reports: readonly Report[];
}

/** The corosync.conf a call works on; `null` when it cannot be read, which has been told then. */
export function readConfFile(call: Call): ConfDocument | null {
  const path = call.options.get('corosync_conf') ?? SYSTEM_PATH;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    call.fail(`Unable to read Corosync configuration '${path}': ${failureWords(error)}`);
    return null;
  }
  const parsed = parseConf(text);
  if (parsed.ok) return parsed.value;
  tellProblems(parsed.problems, call.output);
  return null;
}

/** Edits the corosync.conf that `--corosync_conf` names: the whole change or none. */
export function editConfFile(call: Call, edit: (document: ConfDocument) => ConfEdit): number {
  const path = call.options.get('corosync_conf');
  if (path === undefined) {
    return call.fail(
      'the corosync.conf of the running cluster is changed on all its nodes at once, which this command cannot do',
      'Stop the cluster, edit a copy with --corosync_conf FILE, and install it on every node.',
    );
  }
  const document = readConfFile(call);
  if (document === null) return FAILED;
  const edited = edit(document);
  const reports = weigh(edited.reports, call.isForced);
  tellReports(reports, call.output);
  if (hasErrors(reports)) return FAILED;
  try {
    replaceFile(path, writeConf(withDerivedSettings(edited.document)));
  } catch (error) {
    return call.fail(`Unable to write Corosync configuration '${path}': ${failureWords(error)}`);
  }
  return 0;
}
