import type { IncomingHttpHeaders } from 'node:http';
import { apiProblem, Refusal } from '../problem.ts';

/** Characters a request target of ours is made of (a subset of RFC 3986). */
const TARGET = /^\/[\w\-.~/]*(\?[\w\-.~=&%+]*)?$/;

/**
 * Refuses request targets that mean something else to another program on the way: climbing, doubled and encoded
 * separators, control characters. None of our addresses needs them.
 */
export function refuseTrickyTarget(target: string): void {
  const [path] = target.split('?', 1) as [string];
  const segments = path.split('/').slice(1);
  const isPlain = segments.every((segment, i) => {
    const isLast = i === segments.length - 1;
    return segment !== '.' && segment !== '..' && (segment !== '' || isLast);
  });
  if (isPlain && TARGET.test(target)) return;
  throw new Refusal(
    400,
    apiProblem('HWS-API-008', 'This is no address of the API', 'GET /v1/openapi.json lists all addresses'),
  );
}

/**
 * Refuses what a page of another origin has its visitor's browser send. Programs send no Origin; a browser always does
 * with a method that changes something (Fetch standard).
 */
export function refuseOtherOrigin(headers: IncomingHttpHeaders, isSecure: boolean): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn = origin === undefined || origin === `${isSecure ? 'https' : 'http'}://${host}`;
  const isNear = site === undefined || site === 'same-origin' || site === 'none';
  // A link on another page may lead here: that is a GET of the page itself, by navigation.
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && origin === undefined;
  if (isOwn && (isNear || isVisit)) return;
  throw new Refusal(
    403,
    apiProblem(
      'HWS-API-005',
      'The request comes from a page of another origin',
      'Use the page that this server delivers, under the name in its address line',
    ),
  );
}
