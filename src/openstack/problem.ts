import type { Problem } from '../result/problem.ts';

function problem(code: string, message: string, hint: string, id: string | null = null): Problem {
  return { code, severity: 'error', message, hint, id, at: null };
}

/** A file that says how to reach the cloud cannot be used. */
export function cloudConfigurationWrong(path: string, what: string): Problem {
  return problem(
    'HWS-OST-001',
    `${path}: ${what}`,
    'Correct the file; docs/reference/openstack.md lists its keys',
    path,
  );
}

/** Keystone does not let us in. */
export function notAuthenticated(url: string, words: string): Problem {
  return problem(
    'HWS-OST-002',
    `Keystone at ${url} refuses user or password: ${words}`,
    'Check user, password, project and domains, or the application credential',
    url,
  );
}

/** No answer, or none that is from the service. */
export function serviceUnreachable(what: string, words: string): Problem {
  return problem(
    'HWS-OST-003',
    `${what} gave no answer: ${words}`,
    'Check the address, the network and the service',
  );
}

/** The catalog has no such service where it is looked for. */
export function noEndpoint(type: string, region: string | null, face: string): Problem {
  return problem(
    'HWS-OST-004',
    `The catalog has no ${face} endpoint of the service ${type} in ${region === null ? 'any region' : `the region ${region}`}`,
    'Check region and interface; openstack catalog list shows what there is',
    type,
  );
}

/** The service answered with an error (S3.28). */
export function serviceAnswered(what: string, status: number, words: string, hint: string): Problem {
  return problem('HWS-OST-005', `${what} answered ${status}: ${words}`, hint);
}

/** The service is too old for what is asked of it. */
export function versionTooOld(needed: string, most: string): Problem {
  return problem(
    'HWS-OST-006',
    `Nova offers microversions up to ${most}; ${needed} is needed`,
    'Hawser needs Nova of OpenStack Queens (2.53 and later) or newer',
  );
}

/** What came back is not what the API’s description says. */
export function answerMalformed(what: string, words: string): Problem {
  return problem(
    'HWS-OST-007',
    `${what} answered what cannot be understood: ${words}`,
    'Check what stands between here and the service',
  );
}
