import { afterEach, beforeEach, expect, it } from 'vitest';
import { NoticeSender } from './notice-sender.ts';

const unhandled: unknown[] = [];
const take = (error: unknown): void => {
  unhandled.push(error);
};
let others: NodeJS.UnhandledRejectionListener[] = [];
beforeEach(() => {
  others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', take);
});
afterEach(() => {
  process.removeListener('unhandledRejection', take);
  for (const listener of others) process.on('unhandledRejection', listener);
});

it('does not end the engine when a notice was sent and the record is locked just then', async () => {
  const target = { mail: [], webhooks: [] };
  const notification = { subject: 's', text: 't' } as never;
  const done = Promise.withResolvers<void>();
  const sender = new NoticeSender({
    store: {
      due: () => [{ id: 1, target, notification, attempts: 0 }].filter(() => !isSent),
      nextAt: () => null,
      delivered: () => {
        done.resolve();
        throw new Error('database is locked');
      },
      failed: () => undefined,
    },
    notify: async () => {
      isSent = true;
      return [];
    },
    now: Date.now,
    log: () => undefined,
  });
  sender.wake();
  await done.promise;
  // Node reports what nobody caught after the microtasks of this turn.
  await new Promise((resolve) => setImmediate(resolve));
  sender.stop();
  expect(unhandled).toEqual([]);
});
let isSent = false;
