import { deprecation, type Report } from '../report.ts';

/** A command for resources was given a fence device. */
export function stonithAccepted(): Report {
  return deprecation(
    'HWS-CFG-011',
    'Ability of this command to accept stonith resource is deprecated and will be removed in a future release.',
  );
}
