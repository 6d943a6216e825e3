import * as z from 'zod/mini';
import { credentialReference, SECRET_SHAPE } from '../power/credential-shape.ts';
import { type MailTarget, NOBODY, type NotifyTargets } from './targets.ts';

/** Whom to tell, as configuration files say it. */

const text = z.string().check(z.minLength(1));

const server = {
  server: text,
  port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
  encryption: z.optional(z.enum(['tls', 'starttls', 'none'])),
  user: z.optional(text),
  password: z.optional(SECRET_SHAPE),
  from: text,
};

/** A mail server by which to write to whom it may concern. */
export const MAIL_SERVER_SHAPE = z.strictObject(server);

export const TARGETS_SHAPE = z.strictObject({
  mail: z.optional(z.array(z.strictObject({ ...server, to: z.array(text).check(z.minLength(1)) }))),
  webhooks: z.optional(z.array(z.strictObject({ url: z.url(), authorization: z.optional(SECRET_SHAPE) }))),
});

type WrittenServer = z.infer<typeof MAIL_SERVER_SHAPE>;

const SUBMISSION_PORT = 587;
const TLS_PORT = 465;

export function mailServer(written: WrittenServer): Omit<MailTarget, 'to'> {
  const { server: host, port, encryption = 'starttls', user, password, from } = written;
  return {
    host,
    port: port ?? (encryption === 'tls' ? TLS_PORT : SUBMISSION_PORT),
    encryption,
    user: user ?? null,
    password: password === undefined ? null : credentialReference(password),
    from,
  };
}

export function notifyTargets(written: z.infer<typeof TARGETS_SHAPE> | undefined): NotifyTargets {
  if (written === undefined) return NOBODY;
  return {
    mail: (written.mail ?? []).map((target) => ({ ...mailServer(target), to: target.to })),
    webhooks: (written.webhooks ?? []).map(({ url, authorization }) => ({
      url,
      authorization: authorization === undefined ? null : credentialReference(authorization),
    })),
  };
}
