import type { AskDaemon } from '../../cluster-shutdown/cluster-port/hawser.ts';
import { askLine } from '../../daemon/line-client.ts';

/** How Hawser's daemon is asked at a socket. */
export function askAt(socket: string): AskDaemon {
  return (request, timeoutMs) => askLine(socket, request, timeoutMs);
}
