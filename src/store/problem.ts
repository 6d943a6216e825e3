import { dirname } from 'node:path';
import type { Problem } from '../result/problem.ts';

function error(code: string, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, id: null, at: null };
}

function warning(code: string, message: string, hint: string): Problem {
  return { code, severity: 'warning', message, hint, id: null, at: null };
}

/** The CIB on disk is not what was written; a backup is used in its place. */
export function cibDamaged(path: string, used: string, isSameVersion: boolean, keptAs: string): Problem {
  const loss = isSameVersion ? 'which holds the same version' : 'which may be older';
  return warning(
    'HWS-STO-001',
    `The CIB ${path} does not match its digest and is not used; ${used} is used, ${loss}`,
    `See what changed it (kept as ${keptAs}) and check the disk. To use an edited CIB after all: sha256sum cib.xml > cib.xml.sha256 beside it, while the daemon is stopped`,
  );
}

/** The CIB is gone though there are backups. */
export function cibMissing(path: string, used: string): Problem {
  return warning(
    'HWS-STO-002',
    `The CIB ${path} is missing; the newest good backup ${used} is used`,
    'Find out what removed it. To begin with an empty CIB, remove the backups as well, while the daemon is stopped',
  );
}

/** Nothing on disk can be used. */
export function noGoodCib(folder: string): Problem {
  return error(
    'HWS-STO-003',
    `Neither the CIB in ${folder} nor any of its backups matches its digest; none is used`,
    'Check the disk. The node can join and take the CIB from the others when the folder is moved away; a cluster without any good copy needs one restored by hand with its digest (sha256sum cib.xml > cib.xml.sha256)',
  );
}

/** The CIB is damaged, and every good backup may be older than what was acknowledged. */
export function cibUnreplaceable(path: string, backup: string): Problem {
  return error(
    'HWS-STO-014',
    `The CIB ${path} is missing or does not match its digest, and no good backup is known to be as new; this node does not join`,
    `Check the disk. Where other nodes have the configuration, move the folder away: this node takes theirs. Otherwise look through ${backup}, and if it is to be used: ${restoring(path, backup)}`,
  );
}

/** The CIB is what was written, and yet none that can be read. */
export function cibUnreadable(path: string, why: string, backups: readonly string[]): Problem {
  const listed =
    backups.length === 0
      ? 'No backup can be read: restore one by hand'
      : `Backups that can be read, newest first: ${backups.join(', ')}. To use the first: ${restoring(path, backups[0] as string)}`;
  return error(
    'HWS-STO-015',
    `The CIB ${path} cannot be read: ${why}; it is left as it is and this node does not join`,
    `Where other nodes have the configuration, move the folder away: this node takes theirs. ${listed}`,
  );
}

function restoring(path: string, backup: string): string {
  return `cp '${backup}' '${path}' && cd '${dirname(path)}' && sha256sum cib.xml > cib.xml.sha256`;
}

/** A backup is not what was written. */
export function backupDamaged(path: string): Problem {
  return warning(
    'HWS-STO-004',
    `The backup ${path} does not match the digest in its name and is passed over`,
    'Check the disk',
  );
}

/** The machine or the daemon died while the CIB was written; nothing acknowledged is lost. */
export function writeInterrupted(path: string, used: string): Problem {
  return warning(
    'HWS-STO-005',
    `Writing ${path} was interrupted before it was acknowledged; ${used} is used`,
    'Nothing needs to be done',
  );
}

/** A write failed; what was there before is still whole. */
export function writeFailed(path: string, why: string): Problem {
  return error(
    'HWS-STO-006',
    `${path} cannot be written: ${why}`,
    'Free space, or see to the disk; until then this node acknowledges no change',
  );
}

/** A folder of the store cannot be used. */
export function folderUnusable(folder: string, why: string): Problem {
  return error(
    'HWS-STO-007',
    `The folder ${folder} cannot be used: ${why}`,
    'It has to belong to the user who runs the daemon, on a disk that can be written to',
  );
}

/** What is too old cannot be removed. */
export function cannotPrune(folder: string, why: string): Problem {
  return warning(
    'HWS-STO-008',
    `Old files in ${folder} cannot be removed: ${why}`,
    'Remove them by hand, or see to the disk',
  );
}

/** There is no such backup or transition. */
export function noSuchEntry(what: string, sequence: number): Problem {
  return error('HWS-STO-009', `There is no ${what} ${sequence}`, 'List what is kept; older ones are removed');
}

/** A kept transition is not what was written. */
export function transitionDamaged(path: string, why: string): Problem {
  return error('HWS-STO-010', `The kept transition ${path} cannot be read: ${why}`, 'Check the disk');
}

/** A transition's input cannot be kept; the cluster goes on. */
export function transitionNotKept(path: string, why: string): Problem {
  return warning(
    'HWS-STO-011',
    `The input of a transition cannot be kept as ${path}: ${why}`,
    'Free space, or see to the disk; the cluster goes on, but this decision cannot be taken again later',
  );
}

/** The fencing history on disk cannot be read; the cluster's fencing does not depend on it. */
export function fencingHistoryDamaged(path: string, why: string, keptAs: string): Problem {
  return warning(
    'HWS-STO-012',
    `The fencing history ${path} cannot be read: ${why}`,
    `It is kept as ${keptAs}, and a new one begins; what other nodes remember is taken from them. Check the disk`,
  );
}

/** The fencing history cannot be written; fencing goes on. */
export function fencingHistoryNotKept(path: string, why: string): Problem {
  return warning(
    'HWS-STO-013',
    `The fencing history ${path} cannot be written: ${why}`,
    'Free space, or see to the disk; this node forgets past fencings when it restarts, unless others remember them',
  );
}
