// The service behind Hawser's demonstration agents: answers over HTTP which node it runs on.
// Arguments: PIDFILE KIND HOST PORT NODE. Writes its pid when it serves, or why it cannot into PIDFILE.error.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [pidFile, kind, host, port, node] = process.argv.slice(2);
const startedAt = new Date().toISOString();

function role() {
  try {
    return readFileSync(`${pidFile}.role`, 'utf8').trim();
  } catch {
    return 'unpromoted';
  }
}

const server = createServer((request, response) => {
  const about = { kind, node, pid: process.pid, startedAt, ...(kind === 'pair' ? { role: role() } : {}) };
  response.setHeader('connection', 'close');
  if (request.url === '/json') {
    response.setHeader('content-type', 'application/json');
    response.end(`${JSON.stringify(about)}\n`);
  } else {
    const what = kind === 'address' ? 'This address is on' : `Hello, this is ${about.role ?? kind} on`;
    response.end(`${what} ${node} (process ${process.pid}, since ${startedAt})\n`);
  }
});
server.on('error', (error) => {
  writeFileSync(`${pidFile}.error`, `${host}:${port} cannot be served: ${error.message}\n`);
  process.exit(1);
});
server.listen(Number(port), host, () => writeFileSync(pidFile, `${process.pid}\n`));
process.on('SIGTERM', () => {
  rmSync(pidFile, { force: true });
  process.exit(0);
});
