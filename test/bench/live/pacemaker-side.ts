import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { configurationSections } from './configuration.ts';
import type { Side } from './side.ts';

/** The installed Pacemaker, with the tools that come with it and pcs. */
export const pacemakerSide: Side = {
  name: 'pacemaker',
  version: () =>
    spawnSync('pacemakerd', ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0] ?? 'Pacemaker',

  prepare(lab, host) {
    // Its folders as its package makes them, on the machine's disk; none of the machine's own data.
    const folder = join(lab.disk(host), 'pacemaker');
    const own = 'install -d -o hacluster -g haclient -m 750';
    const setUp = [
      'set -e',
      `${own} ${folder} ${folder}/cib ${folder}/pengine ${folder}/cores ${folder}/blackbox`,
      `mount --bind ${folder} /var/lib/pacemaker`,
      `${own} /run/crm`,
      'install -d -o hacluster -g haclient -m 770 /var/log/pacemaker',
    ].join('\n');
    lab.run(host, ['sh', '-c', setUp]);
  },

  start(lab, host) {
    lab.begin(host, ['pacemakerd']);
  },

  async online(lab, host) {
    const { stdout } = lab.lab.run(host, ['crm_mon', '-1', '--output-as=xml']);
    const nodes = stdout.match(/<node [^>]*>/g) ?? [];
    return nodes.filter((node) => / online="true"/.test(node) && / pending="false"/.test(node)).length;
  },

  async decider(lab, host) {
    const { stdout } = lab.lab.run(host, ['crm_mon', '-1', '--output-as=xml']);
    return /<current_dc [^>]*\bname="([^"]*)"/.exec(stdout)?.[1] ?? '';
  },

  load(lab, host) {
    const { crmConfig, resources } = configurationSections(lab.spool);
    lab.run(host, ['cibadmin', '--replace', '-o', 'crm_config', '--xml-text', crmConfig]);
    lab.run(host, ['cibadmin', '--replace', '-o', 'resources', '--xml-text', resources]);
  },

  async settled(lab, host) {
    const { ended } = lab.begin(host, ['crm_resource', '--wait', '--timeout=60']);
    const code = await ended;
    if (code !== 0) throw new Error(`Pacemaker has not settled: crm_resource --wait ended with ${code}`);
  },

  isOwn: ([program]) => /(?:^|\/)pacemaker/.test(program ?? ''),

  cleanup: ['crm_resource', '--cleanup'],

  moves: (resource, node) => [
    {
      name: 'crm_resource --move',
      command: ['crm_resource', '--move', '-r', resource, '-N', node],
      undo: ['crm_resource', '--clear', '-r', resource],
    },
    {
      name: 'pcs resource move',
      command: ['pcs', 'resource', 'move', resource, node],
      undo: ['crm_resource', '--clear', '-r', resource],
    },
  ],

  standbys: (node) => [
    {
      name: 'crm_attribute -n standby',
      command: ['crm_attribute', '-N', node, '-n', 'standby', '-v', 'on'],
      undo: ['crm_attribute', '-N', node, '-n', 'standby', '-D'],
    },
    {
      name: 'pcs node standby',
      command: ['pcs', 'node', 'standby', node],
      undo: ['pcs', 'node', 'unstandby', node],
    },
  ],
};
