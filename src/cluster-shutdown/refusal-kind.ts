/**
 * What a refusal means to the one who asked.
 * - `gate`: a precondition does not hold (HTTP 412).
 * - `conflict`: the world has changed, or something else is under way (409).
 * - `invalid`: inventory or request cannot be worked with (422).
 * - `absent`: there is no such run or report (404).
 * - `fault`: this machine cannot do it just now (503).
 */
export type RefusalKind = 'gate' | 'conflict' | 'invalid' | 'absent' | 'fault';

const KINDS: Readonly<Record<string, RefusalKind>> = {
  'HWS-SDN-030': 'gate',
  'HWS-SDN-031': 'gate',
  'HWS-SDN-032': 'gate',
  'HWS-SDN-033': 'gate',
  'HWS-SDN-034': 'gate',
  'HWS-SDN-035': 'gate',
  'HWS-SDN-036': 'gate',
  'HWS-SDN-037': 'gate',
  'HWS-SDN-038': 'gate',
  'HWS-SDN-050': 'conflict',
  'HWS-SDN-051': 'conflict',
  'HWS-SDN-052': 'conflict',
  'HWS-SDN-053': 'absent',
  'HWS-SDN-054': 'fault',
  'HWS-SDN-055': 'absent',
  'HWS-SDN-058': 'absent',
  'HWS-SDN-059': 'conflict',
};

/** Sorts a problem of the shutdown by its code; what is not listed is wrong with what was given. */
export function refusalKind(code: string): RefusalKind {
  return KINDS[code] ?? 'invalid';
}
