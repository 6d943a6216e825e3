import { IssuedToken } from '../../../src/api/schema/token.ts';
import { type Answer, ask } from './request.ts';

/** POST /v1/auth/tokens: a token for a name and a password. */
export function signIn(user: string, password: string): Promise<Answer<IssuedToken>> {
  return ask({ method: 'POST', path: '/v1/auth/tokens', body: { user, password } }, IssuedToken);
}
