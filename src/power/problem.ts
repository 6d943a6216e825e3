import type { Problem } from '../result/problem.ts';
import type { BmcAddress, PowerReading } from './power.ts';

function problem(code: string, message: string, hint: string, id: string | null = null): Problem {
  return { code, severity: 'error', message, hint, id, at: null };
}

/** The BMC answered and said no. */
export function refused(address: BmcAddress, words: string): Problem {
  return problem(
    'HWS-PWR-001',
    `The BMC at ${address.host} refused: ${words}`,
    'Look at the BMC’s own event log; the machine’s state or the user’s privilege may not allow the command',
    address.host,
  );
}

/** The user's privilege is too low. */
export function privilegeTooLow(address: BmcAddress, user: string, words: string): Problem {
  return problem(
    'HWS-PWR-002',
    `The BMC at ${address.host} does not allow the user ${user} to do this: ${words}`,
    'Give the user the privilege OPERATOR on this channel of the BMC',
    address.host,
  );
}

/** BMC and tool agree on no cipher suite. */
export function cipherRefused(address: BmcAddress, cipher: number): Problem {
  return problem(
    'HWS-PWR-003',
    `The BMC at ${address.host} does not take cipher suite ${cipher}`,
    'Choose another one: 17 on current BMCs, 3 on older ones',
    address.host,
  );
}

/** User or password is not the BMC's. */
export function wrongCredentials(address: BmcAddress, user: string): Problem {
  return problem(
    'HWS-PWR-004',
    `The BMC at ${address.host} answers, but not to the user ${user} with this password`,
    'Check user and password; with lan (IPMI 1.5) switched off on the BMC use lanplus',
    address.host,
  );
}

/** Nothing answers. */
export function unreachable(address: BmcAddress): Problem {
  return problem(
    'HWS-PWR-005',
    `Nothing answers at ${address.host}, UDP port ${address.port}`,
    'Check the BMC’s power, cable, address and the way there; whether the machine is on is not known',
    address.host,
  );
}

/** The name has no address. */
export function unresolvable(address: BmcAddress): Problem {
  return problem(
    'HWS-PWR-006',
    `The name ${address.host} has no address`,
    'Correct the name, or use the BMC’s IP address',
    address.host,
  );
}

/** It is there but does not answer commands in time. */
export function tooSlow(address: BmcAddress, ms: number): Problem {
  return problem(
    'HWS-PWR-007',
    `The BMC at ${address.host} is there but gave no answer within ${(ms / 1000).toFixed(1)} s`,
    'It may be busy or out of sessions; try a longer deadline, or reset the BMC itself',
    address.host,
  );
}

/** Taken, but the machine is not seen in the wanted state. */
export function notConfirmed(
  address: BmcAddress,
  wanted: PowerReading,
  seen: PowerReading | null,
  ms: number,
): Problem {
  const state = seen === null ? 'could not be read' : `still reads ${seen}`;
  return problem(
    'HWS-PWR-008',
    `The BMC at ${address.host} took the command, but after ${(ms / 1000).toFixed(1)} s its power ${state}, not ${wanted}`,
    'Do not count on it: look at the machine, or ask for a hard off where soft was asked for',
    address.host,
  );
}

/** A direct reset or cycle leaves nothing to read. */
export function notConfirmable(address: BmcAddress): Problem {
  return problem(
    'HWS-PWR-009',
    `The BMC at ${address.host} took the command; no reading can show that the machine was restarted`,
    'Where it must be sure, restart by off and on',
    address.host,
  );
}

/** The tool cannot be run. */
export function toolMissing(program: string, why: string): Problem {
  return problem(
    'HWS-PWR-010',
    `${program} cannot be run: ${why}`,
    'Install it: apt-get install ipmitool (dnf install ipmitool)',
  );
}

/** The tool ended in a way we do not know. */
export function unknownFailure(address: BmcAddress, words: string): Problem {
  return problem(
    'HWS-PWR-011',
    `The command to the BMC at ${address.host} failed: ${words}`,
    'Try the same with ipmitool by hand; report it if that works',
    address.host,
  );
}

/** A credential cannot be had. */
export function credentialUnreadable(what: string, why: string): Problem {
  return problem(
    'HWS-PWR-012',
    `The password cannot be read from ${what}: ${why}`,
    'Put the password, one line, into a file of mode 0600 that belongs to the user who runs Hawser',
  );
}

/** Others may read the password. */
export function credentialExposed(path: string, mode: number): Problem {
  return problem(
    'HWS-PWR-013',
    `The password file ${path} can be read by others (mode ${mode.toString(8).padStart(4, '0')})`,
    `chmod 600 ${path}, and change the password if others had access`,
  );
}

/** The password cannot be used with IPMI. */
export function credentialUnfit(what: string, why: string): Problem {
  return problem(
    'HWS-PWR-014',
    `The password from ${what} cannot be used: ${why}`,
    'IPMI takes 16 bytes (lan) or 20 bytes (lanplus) without line breaks',
  );
}

/** A BMC is described in a way that cannot work. */
export function badDescription(why: string): Problem {
  return problem('HWS-PWR-015', `This BMC cannot be used: ${why}`, 'Correct its entry');
}

/** A restart of a machine that is off would switch it on. */
export function alreadyOff(address: BmcAddress): Problem {
  return problem(
    'HWS-PWR-016',
    `The machine of the BMC at ${address.host} is off; nothing was sent`,
    'Switch it on, if that is what is wanted',
    address.host,
  );
}

/** Nothing says how to take the machine down. */
export function noWayDown(address: BmcAddress): Problem {
  return problem(
    'HWS-PWR-017',
    `Neither a soft nor a hard power-off is allowed for the machine of the BMC at ${address.host}`,
    'Allow one of them in its escalation policy',
    address.host,
  );
}
