import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ClientAnswer, ClusterStatusReport } from '../../../src/controller/model/request.ts';
import { askLine } from '../../../src/daemon/line-client.ts';
import { until } from '../../lab/namespace-lab.ts';
import { configurationSections } from './configuration.ts';
import type { LiveLab } from './live-lab.ts';
import type { Side } from './side.ts';

const HOME = resolve(import.meta.dirname, '../../..');
const PROGRAM = join(HOME, 'bin/hawser');

/** Hawser, from the bundle where it was built. */
export const hawserSide: Side = {
  name: 'hawser',
  version: () => {
    const { version } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as { version: string };
    const { stdout } = spawnSync('git', ['-C', HOME, 'describe', '--always', '--dirty'], {
      encoding: 'utf8',
    });
    return `Hawser ${version} (${stdout.trim() || 'no git'})`;
  },

  prepare(lab, host) {
    const folder = lab.disk(host);
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'daemon.json'), JSON.stringify({ stateFolder: join(folder, 'state') }));
  },

  start(lab, host) {
    const folder = lab.disk(host);
    const line = `exec "${PROGRAM}" daemon --config ${folder}/daemon.json >${folder}/hawser.log 2>&1`;
    lab.begin(host, ['sh', '-c', line]);
  },

  async online(lab, host) {
    const status = await statusOf(lab, host);
    return status?.phase === 'ready' && status.dc !== null && status.isQuorate ? status.members.length : 0;
  },

  async decider(lab, host) {
    return (await statusOf(lab, host))?.dc ?? '';
  },

  load(lab, host) {
    const { crmConfig, resources } = configurationSections(lab.spool);
    const nodes = lab.lab.nodeIds.map((id) => `<node id="${id}" uname="node${id}"/>`).join('');
    const file = join(lab.disk(host), 'configuration.xml');
    const configuration = `${crmConfig}<nodes>${nodes}</nodes>${resources}<constraints/>`;
    writeFileSync(
      file,
      `<cib validate-with="pacemaker-3.9" epoch="1000" num_updates="0" admin_epoch="0"><configuration>${configuration}</configuration><status/></cib>`,
    );
    lab.run(host, [PROGRAM, 'cib', 'replace', file]);
  },

  async settled(lab) {
    await until(
      'Hawser to have nothing more to do',
      async () => {
        const reports = await Promise.all(lab.hosts.map((host) => statusOf(lab, host)));
        return reports.every(
          (report) => report !== null && report.transition === null && report.holdReason === null,
        );
      },
      60_000,
    );
  },

  isOwn: (command) =>
    command.some((word) => /\/(?:hawser\.mjs|start\.ts)$/.test(word)) && command.includes('daemon'),

  cleanup: [PROGRAM, 'resource', 'cleanup'],

  moves: (resource, node) => [
    {
      name: 'hawser resource move-with-constraint',
      command: [PROGRAM, 'resource', 'move-with-constraint', resource, node],
      undo: [PROGRAM, 'resource', 'clear', resource],
    },
  ],

  standbys: (node) => [
    {
      name: 'hawser node standby',
      command: [PROGRAM, 'node', 'standby', node],
      undo: [PROGRAM, 'node', 'unstandby', node],
    },
  ],
};

/** Asks the host's daemon; `null` when it does not answer. */
async function statusOf(lab: LiveLab, host: number): Promise<ClusterStatusReport | null> {
  const answer = await askLine(`${lab.root(host)}/run/hawser/hawser.sock`, { kind: 'status' }, 5000);
  if (!answer.ok) return null;
  const value = answer.value as ClientAnswer;
  return value.kind === 'status' ? value.status : null;
}
