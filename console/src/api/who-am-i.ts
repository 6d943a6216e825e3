import { Person } from '../../../src/api/schema/token.ts';
import { type Answer, ask } from './request.ts';

/** GET /v1/auth/tokens: whom a token belongs to. */
export function whoAmI(token: string): Promise<Answer<Person>> {
  return ask({ method: 'GET', path: '/v1/auth/tokens', token }, Person);
}
