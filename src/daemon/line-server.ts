import { chmodSync, chownSync, unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import { daemonProblem } from './protocol.ts';

/** Longest line taken from a client: a whole CIB fits. */
const LONGEST_LINE = 64 << 20;
const MOST_CONNECTIONS = 256;
/** Requests of one client that may be open at one time; more are read when some are answered. */
const MOST_OPEN = 64;

export interface LineServerOptions {
  readonly path: string;
  /** File mode of the socket: who may connect. */
  readonly mode: number;
  /** Group that owns the socket; `null` leaves the process's own. */
  readonly groupId: number | null;
  /** Answers one request; the value is what the client gets. Must not reject. */
  readonly answer: (request: unknown) => Promise<unknown>;
}

/**
 * Serves requests over a Unix socket: one JSON value a line, `{"id":…,"request":…}` in, `{"id":…,"answer":…}` out, in
 * any order. The socket's file mode is its permission.
 */
export class LineServer {
  readonly #options: LineServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: LineServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** Begins to listen; a socket left over from a dead process is replaced, one that answers is not. */
  async start(): Promise<Problem | null> {
    const { path, mode, groupId } = this.#options;
    if (await isAnswered(path)) {
      return daemonProblem('HWS-DMN-007', `${path} is served by another process`, 'Stop that process first');
    }
    try {
      unlinkSync(path);
    } catch {
      // There was none; whatever else is wrong shows when listening.
    }
    const before = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(path, resolve);
      });
    } catch (error) {
      return daemonProblem(
        'HWS-DMN-007',
        `${path} cannot be served: ${failureWords(error)}`,
        'Check the folder and its rights',
      );
    } finally {
      process.umask(before);
    }
    try {
      if (groupId !== null) chownSync(path, -1, groupId);
      chmodSync(path, mode);
    } catch (error) {
      return daemonProblem(
        'HWS-DMN-007',
        `${path} cannot be given to its group: ${failureWords(error)}`,
        'Run as root',
      );
    }
    return null;
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Resolves when every answer that was given is on its way; for a client that asked for the end. */
  async flush(): Promise<void> {
    await Promise.all(
      [...this.#sockets].map((socket) => new Promise<void>((resolve) => socket.end(() => resolve()))),
    );
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let pending = '';
    let open = 0;
    socket.setEncoding('utf8');
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that went away has nothing to be told.
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece: string) => {
      pending += piece;
      const lines = pending.split('\n');
      pending = lines.pop() as string;
      if (pending.length > LONGEST_LINE) {
        socket.destroy();
        return;
      }
      for (const line of lines) {
        if (line.trim() === '') continue;
        open++;
        if (open >= MOST_OPEN) socket.pause();
        void this.#answer(line).then((answer) => {
          open--;
          if (open < MOST_OPEN) socket.resume();
          if (!socket.destroyed) socket.write(answer);
        });
      }
    });
  }

  async #answer(line: string): Promise<string> {
    let id: unknown = null;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'request' in value) {
        if ('id' in value && isId(value.id)) id = value.id;
        return `${JSON.stringify({ id, answer: await this.#options.answer(value.request) })}\n`;
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const problem = daemonProblem(
      'HWS-DMN-004',
      'A line is no request',
      'Send one JSON object a line: {"id":1,"request":{"kind":"status"}}',
    );
    return `${JSON.stringify({ id, answer: { kind: 'refused', problems: [problem] } })}\n`;
  }
}

/** What names a request; anything deeper could be more than can be written back. */
function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
