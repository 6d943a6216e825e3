import type { Problem } from '../result/problem.ts';

function problem(
  code: string,
  severity: Problem['severity'],
  message: string,
  hint: string,
  id: string | null = null,
): Problem {
  return { code, severity, message, hint, id, at: null };
}

// Inventory

export function inventoryUnreadable(path: string, why: string): Problem {
  return problem(
    'HWS-SDN-001',
    'error',
    `The inventory ${path} cannot be read: ${why}`,
    'Write one (deploy/inventory.yaml is an example), or name another with --inventory',
  );
}

export function inventoryNotParsed(path: string, why: string, at: Problem['at']): Problem {
  return {
    ...problem(
      'HWS-SDN-002',
      'error',
      `The inventory ${path} is neither YAML nor JSON: ${why}`,
      'Correct it',
    ),
    at,
  };
}

export function inventoryField(path: string, where: string, why: string): Problem {
  return problem('HWS-SDN-003', 'error', `${path}: ${where}: ${why}`, 'Correct the inventory', where);
}

export function inventoryExposed(path: string, mode: number): Problem {
  return problem(
    'HWS-SDN-009',
    'error',
    `The inventory ${path} can be written by others (mode ${mode.toString(8).padStart(4, '0')})`,
    `chmod go-w ${path}; whoever writes it decides what is switched off`,
  );
}

// Requests

export function alreadyUnderWay(run: string): Problem {
  return problem(
    'HWS-SDN-051',
    'error',
    `The run ${run} is under way`,
    'Watch it (hawser cluster shutdown status), or cancel it first',
    run,
  );
}

/** Another controller has taken a request: exactly one coordinates (S0.16). */
export function claimedElsewhere(owner: string): Problem {
  return problem(
    'HWS-SDN-052',
    'error',
    `The cluster is in the hands of another run: ${owner}`,
    'Ask on that controller, or wait until it is off; what a dead run has left behind is cleared by hawser cluster shutdown cancel --force',
  );
}

export function nothingToCancel(): Problem {
  return problem(
    'HWS-SDN-053',
    'error',
    'No run is under way on this machine',
    'Ask on the controller that accepted it',
  );
}

export function handOverFailed(folder: string, why: string): Problem {
  return problem(
    'HWS-SDN-054',
    'error',
    `The request cannot be handed over in ${folder}: ${why}`,
    'Check that the folder is there, belongs to root, and has space',
  );
}

export function noReport(run: string | null): Problem {
  return problem(
    'HWS-SDN-055',
    'error',
    run === null ? 'There is no report on this machine' : `There is no report ${run} on this machine`,
    'Reports are kept on the controller that accepted the request',
    run,
  );
}

export function unknownAction(action: string): Problem {
  return problem(
    'HWS-SDN-056',
    'error',
    `There is no action ${action}`,
    'Actions are shutdown, start, plan, status and cancel',
  );
}

// The watcher

export function handOverMalformed(path: string, why: string): Problem {
  return problem(
    'HWS-SDN-070',
    'error',
    `The request ${path} is malformed and was not acted on: ${why}`,
    'Find out what wrote it; the file is kept as evidence. Ask again through hawser cluster shutdown',
  );
}

export function handOverStale(path: string, why: string): Problem {
  return problem(
    'HWS-SDN-071',
    'warning',
    `The request ${path} is of the past and was not acted on: ${why}`,
    'Ask again, if it is still wanted',
  );
}

export function handOverExposed(path: string, owner: number, mode: number): Problem {
  return problem(
    'HWS-SDN-072',
    'error',
    `The request ${path} could have been written by others (owner ${owner}, mode ${mode.toString(8)}) and was not acted on`,
    'Find out who wrote it; the file is kept as evidence',
  );
}

export function journalNotWritten(path: string, why: string): Problem {
  return problem(
    'HWS-SDN-073',
    'warning',
    `The journal ${path} cannot be written: ${why}; the run goes on without it`,
    'See to the disk. Should the watcher die now, it goes on from what was written before, looking at every machine anew',
  );
}

export function notDisarmed(why: string): Problem {
  return problem(
    'HWS-SDN-074',
    'warning',
    `The cluster could not be kept from acting on its own: ${why}`,
    'It may fence machines that go off, and so switch them on; they are looked at again before the last batch',
  );
}

export function notRearmed(why: string): Problem {
  return problem(
    'HWS-SDN-075',
    'error',
    `The cluster could not be given back its settings: ${why}`,
    'Set maintenance-mode, stop-all-resources and stonith-action as they were, and delete the property set hawser-intent',
  );
}

export function servicesNotStopped(why: string): Problem {
  return problem(
    'HWS-SDN-076',
    'warning',
    `Not all services of the cluster have stopped in order: ${why}`,
    'Those left are stopped by the operating systems of their machines',
  );
}

/** A watcher that was away for long does not know what people have done meanwhile. */
export function runPaused(run: string, minutes: number): Problem {
  return problem(
    'HWS-SDN-077',
    'error',
    `The run ${run} was interrupted ${minutes} minutes ago and is not gone on with by itself`,
    'Look at the machines, then let it go on (hawser cluster shutdown resume) or end it (hawser cluster shutdown cancel)',
    run,
  );
}

export function journalDamaged(run: string, line: number): Problem {
  return problem(
    'HWS-SDN-078',
    'warning',
    `The journal of the run ${run} is damaged from line ${line} on; every machine is dealt with from the beginning`,
    'See to the disk; the damaged journal is kept as evidence',
    run,
  );
}

export function journalUnreadable(run: string): Problem {
  return problem(
    'HWS-SDN-079',
    'error',
    `The journal of the run ${run} cannot be read, and the run is not gone on with`,
    'Look at the machines and at the cluster (hawser cluster shutdown cancel --force gives it its settings back); the journal is kept as evidence',
    run,
  );
}

export function noRunPaused(): Problem {
  return problem(
    'HWS-SDN-058',
    'error',
    'No run waits on this machine for somebody to say that it goes on',
    'hawser cluster shutdown status shows what is under way',
  );
}

/** A plan's hash says what the world was, not when: a confirmation that is repeated must not act again. */
export function planNotGood(): Problem {
  return problem(
    'HWS-SDN-059',
    'error',
    'The plan that is confirmed was not shown on this machine within the last 15 minutes, or was confirmed before',
    'Look at the plan, then confirm that one',
  );
}

export function confirmationNeeded(): Problem {
  return problem(
    'HWS-SDN-057',
    'error',
    'This action needs the hash of the plan that is confirmed',
    'Look at the plan, then ask again with its hash',
  );
}
