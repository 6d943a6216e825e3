import { createConnection } from 'node:net';
import type { Problem, Result } from '../result/problem.ts';
import { daemonProblem } from './protocol.ts';

/** Sends one request to a socket served by LineServer and awaits its answer. */
export function askLine(path: string, request: unknown, timeoutMs: number): Promise<Result<unknown>> {
  return new Promise((resolve) => {
    let text = '';
    const socket = createConnection(path);
    const finish = (result: Result<unknown>): void => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(result);
    };
    const fail = (problem: Problem): void => finish({ ok: false, problems: [problem] });
    const deadline = setTimeout(() => {
      const message = `${path} has not answered within ${timeoutMs / 1000} s`;
      fail(
        daemonProblem('HWS-DMN-003', message, 'The node may be overloaded; see its log, or ask another node'),
      );
    }, timeoutMs);
    socket.setEncoding('utf8');
    socket.on('error', (error: NodeJS.ErrnoException) => fail(connectProblem(path, error)));
    socket.on('close', () => {
      fail(
        daemonProblem(
          'HWS-DMN-003',
          `${path} closed the connection without an answer`,
          'See the log of the node',
        ),
      );
    });
    socket.on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end < 0) return;
      const value: unknown = JSON.parse(text.slice(0, end));
      const answer = typeof value === 'object' && value !== null && 'answer' in value ? value.answer : null;
      finish({ ok: true, value: answer, problems: [] });
    });
    socket.write(`${JSON.stringify({ id: 1, request })}\n`);
  });
}

function connectProblem(path: string, error: NodeJS.ErrnoException): Problem {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return daemonProblem(
      'HWS-DMN-002',
      `This user may not talk to the cluster (${path})`,
      'Run as root, or as a member of the group that owns the socket',
    );
  }
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
    return daemonProblem(
      'HWS-DMN-001',
      `No Hawser daemon answers at ${path}`,
      'Start it (systemctl start hawser), name another socket with --socket, or try a demonstration: hawser lab start',
    );
  }
  return daemonProblem('HWS-DMN-001', `${path}: ${error.message}`, 'Check the path given with --socket');
}
