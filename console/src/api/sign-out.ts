import { z } from 'zod';
import { type Answer, ask } from './request.ts';

/** DELETE /v1/auth/tokens: the token is not taken any more. */
export function signOut(token: string): Promise<Answer<null>> {
  return ask({ method: 'DELETE', path: '/v1/auth/tokens', token }, z.null());
}
