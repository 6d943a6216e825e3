import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notify } from './notify.ts';
import type { MailTarget } from './targets.ts';

const NOTE = { subject: 'Shutdown of lab: done', text: 'All off.\nn1: off', data: { n: 1 } };

/** A mail server that takes everything, and says nothing at all when it is deaf. */
class MailServer {
  readonly lines: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(isDeaf: boolean) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      if (isDeaf) return;
      socket.write('220 lab\r\n');
      let isData = false;
      socket.on('data', (piece: Buffer) => {
        for (const line of piece.toString('utf8').split('\r\n').slice(0, -1)) {
          this.lines.push(line);
          if (isData && line !== '.') continue;
          if (line === 'DATA') socket.write('354 go on\r\n');
          else if (line === 'QUIT') socket.end('221 bye\r\n');
          else socket.write(line.startsWith('EHLO') ? '250-lab\r\n250 AUTH PLAIN\r\n' : '250 ok\r\n');
          isData = line === 'DATA';
        }
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

describe('telling people', () => {
  let folder: string;
  const good = new MailServer(false);
  const deaf = new MailServer(true);
  const target = (port: number): MailTarget => ({
    host: '127.0.0.1',
    port,
    encryption: 'none',
    user: null,
    password: null,
    from: 'hawser@example.org',
    to: ['operators@example.org', 'night@example.org'],
  });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-notify-'));
  });
  afterAll(() => {
    good.close();
    deaf.close();
    rmSync(folder, { recursive: true });
  });

  it('S0.45 sends a mail to all its receivers', async () => {
    const told = await notify({ mail: [target(await good.listen())], webhooks: [] }, NOTE, 5_000);
    expect(told).toEqual([{ target: 'mail to operators@example.org, night@example.org', problem: null }]);
    expect(good.lines).toEqual(
      expect.arrayContaining([
        'RCPT TO:<night@example.org>',
        'Subject: Shutdown of lab: done',
        'All off.',
        'n1: off',
      ]),
    );
  });

  it('waits for no target longer than its deadline, and says which one failed', async () => {
    const startedAt = performance.now();
    const exposed = join(folder, 'exposed');
    writeFileSync(exposed, 'secret', { mode: 0o644 });
    const told = await notify(
      {
        mail: [
          target(await deaf.listen()),
          { ...target(1), user: 'u', password: { kind: 'file', path: exposed } },
        ],
        webhooks: [{ url: 'http://127.0.0.1:1/token', authorization: null }],
      },
      NOTE,
      400,
    );
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(told.map(({ problem }) => problem?.code)).toEqual(['HWS-NTF-001', 'HWS-NTF-001', 'HWS-NTF-001']);
    expect(told[1]?.problem?.message).toContain('can be read by others');
    expect(JSON.stringify(told)).not.toMatch(/token|secret"/);
  });
});
