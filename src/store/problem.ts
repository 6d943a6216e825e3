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

/** The CIB on disk is what was written, and nobody can read it. */
export function cibUnreadable(path: string, why: string): Problem {
  return error(
    'HWS-STO-014',
    `The CIB ${path} cannot be read, although it is what was written: ${why}; this node does not join`,
    'Mend it, or put one of the backups beside it in its place (backups/, the newest has the highest number), then: sha256sum cib.xml > cib.xml.sha256. To take the CIB of the other nodes, move the folder away',
  );
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
