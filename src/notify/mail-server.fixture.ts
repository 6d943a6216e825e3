import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A mail server that takes everything, and says nothing at all when it is deaf. */
export class MailServer {
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
