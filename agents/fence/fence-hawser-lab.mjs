// Fence agent of the demonstration cluster: the power switch of its nodes. Options come on standard input
// (action=, plug= or nodename=), as fence agents have it; exit code 0 is success, for status 0 is on and 2 is off.
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';

const METADATA = `<?xml version="1.0" ?>
<resource-agent name="fence_hawser_lab" shortdesc="Power switch of the demonstration cluster">
<longdesc>Switches nodes of a demonstration cluster (hawser lab) off and on, and reads their power state.</longdesc>
<parameters>
<parameter name="action" required="1"><getopt mixed="-o, --action=[action]"/><content type="string" default="off"/><shortdesc lang="en">Fencing action</shortdesc></parameter>
<parameter name="plug" required="1"><getopt mixed="-n, --plug=[id]"/><content type="string"/><shortdesc lang="en">Name of the node</shortdesc></parameter>
</parameters>
<actions><action name="on" automatic="0"/><action name="off"/><action name="reboot"/><action name="status"/><action name="list"/><action name="monitor"/><action name="metadata"/></actions>
</resource-agent>
`;

const options = new Map();
const given = process.argv.slice(2);
for (let i = 0; i < given.length; i++) {
  if (given[i] === '-o') options.set('action', given[++i]);
  else if (given[i] === '-n') options.set('plug', given[++i]);
  else if (given[i].startsWith('--action=')) options.set('action', given[i].slice(9));
  else if (given[i].startsWith('--plug=')) options.set('plug', given[i].slice(7));
}
if (given.length === 0) {
  for (const line of readFileSync(0, 'utf8').split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) options.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
}
const action = options.get('action') ?? 'off';
const node = options.get('plug') ?? options.get('port') ?? options.get('nodename');

function fail(message) {
  console.error(`fence_hawser_lab: ${message}`);
  process.exit(1);
}

function ask(request) {
  return new Promise((resolve) => {
    const socket = createConnection(process.env.HAWSER_LAB_SOCKET ?? '');
    let text = '';
    socket.on('error', (error) => fail(`the demonstration cluster does not answer: ${error.message}`));
    socket.on('data', (piece) => {
      text += piece;
      if (!text.includes('\n')) return;
      socket.destroy();
      resolve(JSON.parse(text).answer);
    });
    socket.write(`${JSON.stringify({ id: 1, request })}\n`);
  });
}

if (action === 'metadata') {
  process.stdout.write(METADATA);
} else if (action === 'monitor' || action === 'list') {
  const { nodes, error } = await ask({ kind: 'power-list' });
  if (error) fail(error);
  if (action === 'list') for (const name of nodes) console.log(`${name},`);
} else if (['on', 'off', 'reboot', 'status'].includes(action)) {
  if (node === undefined || node === '') fail('no node named: give plug');
  const { power, error } = await ask({ kind: 'power', node, action });
  if (error) fail(error);
  if (action === 'status') {
    console.log(`Status: ${power.toUpperCase()}`);
    process.exitCode = power === 'on' ? 0 : 2;
  } else {
    console.log(`Success: ${node} is ${power}`);
  }
} else {
  fail(`there is no action ${action}`);
}
