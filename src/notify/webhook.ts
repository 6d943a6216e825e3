import { resolveCredential } from '../power/credential.ts';
import type { Notification } from './notify.ts';
import type { WebhookTarget } from './targets.ts';

const LONGEST_TOKEN = 4096;

/** Posts one message as JSON. Answers with what went wrong, or `null`. */
export async function postWebhook(
  { url, authorization }: WebhookTarget,
  { subject, text, data }: Notification,
  deadlineMs: number,
): Promise<string | null> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (authorization !== null) {
    const token = await resolveCredential(authorization, LONGEST_TOKEN);
    if (!token.ok) return token.problem.message;
    headers.authorization = token.credential.password;
  }
  try {
    const body = JSON.stringify({ subject, text, data });
    // A redirect would carry the token to somebody else.
    const signal = AbortSignal.timeout(deadlineMs);
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
    await answer.body?.cancel();
    return answer.ok ? null : `answered ${answer.status}`;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}
