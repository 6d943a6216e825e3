import { afterEach, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  vi.stubEnv('JOURNAL_STREAM', undefined);
  let text = '';
  write(
    createLogger('info', 'text', (line) => {
      text += line;
    }),
  );
  return text;
}

it('writes a record on one line, whatever is in it', () => {
  const text = logged((logger) =>
    logger.warn(
      { code: 'HWS-X\n1' },
      'the node a\n2026-01-01 info all is well\u001b[2J\u2028b\u202e is lost',
    ),
  );
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toMatch(
    / warning HWS-X\\u000a1 the node a\\u000a2026-01-01 info all is well\\u001b\[2J\\u2028b\\u202e is lost\n$/,
  );
});

it('indents what belongs to a record', () => {
  const error = new Error('first\n2026-01-01 info second');
  const lines = logged((logger) => logger.error({ err: error }, 'failed'))
    .trimEnd()
    .split('\n');
  expect(lines[0]).toMatch(/ error failed$/);
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}/);
});

it('leaves other writing alone', () => {
  expect(logged((logger) => logger.info('集群关闭: größer'))).toContain(' info 集群关闭: größer\n');
});
