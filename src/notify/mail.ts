import { resolveCredential } from '../power/credential.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Notification } from './notify.ts';
import type { MailTarget } from './targets.ts';

const LONGEST_PASSWORD = 1024;

/** Sends one mail. Answers with what went wrong, or `null`. */
export async function sendMail(
  target: MailTarget,
  { subject, text }: Notification,
  deadlineMs: number,
): Promise<string | null> {
  const { host, port, encryption, user, from, to } = target;
  let auth: { user: string; pass: string } | undefined;
  if (user !== null && target.password !== null) {
    const password = await resolveCredential(target.password, LONGEST_PASSWORD);
    if (!password.ok) return password.problem.message;
    auth = { user, pass: password.credential.password };
  }
  // Only who sends mail pays for the library.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    ...(auth === undefined ? {} : { auth }),
  });
  try {
    await transport.sendMail({ from, to: [...to], subject, text });
    return null;
  } catch (error) {
    return failureWords(error);
  } finally {
    transport.close();
  }
}
