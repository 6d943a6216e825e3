/**
 * Leads connections into a host of a lab: `relay.ts SOCKET PORT`, run in the host, hands on what comes at the socket to a port of
 * the host's loopback. Sockets are files and so seen from every network; the relay ends with its host.
 */
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';

type Target = { readonly path: string } | { readonly host: string; readonly port: number };

/** A server that hands every connection on. One whose target is not there is closed. */
export function relayTo(target: Target): Server {
  return createServer((near) => {
    const far = connect(target);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
}

if (import.meta.main) {
  const [path = '', port] = process.argv.slice(2);
  rmSync(path, { force: true });
  relayTo({ host: '127.0.0.1', port: Number(port) }).listen(path);
}
