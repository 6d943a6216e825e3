import type { Problem } from '../result/problem.ts';
import { sendMail } from './mail.ts';
import { notDelivered } from './problem.ts';
import type { NotifyTargets } from './targets.ts';
import { postWebhook } from './webhook.ts';

/** One thing to tell. */
export interface Notification {
  readonly subject: string;
  /** For people. */
  readonly text: string;
  /** For programs; goes to webhooks as it is. */
  readonly data: unknown;
}

/** What came of telling one target. */
export interface Delivery {
  readonly target: string;
  /** `null` when it was taken. */
  readonly problem: Problem | null;
}

/** Tells all targets at the same time, each at most until the deadline. Never rejects. */
export async function notify(
  targets: NotifyTargets,
  notification: Notification,
  deadlineMs: number,
): Promise<readonly Delivery[]> {
  const attempts = [
    ...targets.mail.map((target) => ({
      name: `mail to ${target.to.join(', ')}`,
      send: () => sendMail(target, notification, deadlineMs),
    })),
    ...targets.webhooks.map((target) => ({
      name: `webhook ${webhookName(target.url)}`,
      send: () => postWebhook(target, notification, deadlineMs),
    })),
  ];
  return await Promise.all(
    attempts.map(async ({ name, send }) => {
      const why = await within(send(), deadlineMs);
      return { target: name, problem: why === null ? null : notDelivered(name, why) };
    }),
  );
}

/** Addresses of webhooks often carry a token behind the host. */
function webhookName(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'with a malformed address';
}

/** Words of what went wrong; `null` when nothing did. */
async function within(attempt: Promise<string | null>, deadlineMs: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${deadlineMs / 1000} s`), deadlineMs);
  });
  try {
    return await Promise.race([attempt, late]);
  } finally {
    clearTimeout(timer);
  }
}
