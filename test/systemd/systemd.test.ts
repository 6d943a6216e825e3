import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../lab/namespace-lab.ts';
import { canBootSystemd, SystemdNode } from './systemd-node.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const UNITS = join(ROOT, 'deploy/systemd');
const HAS_ANALYZE = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.runIf(HAS_ANALYZE)('the units that are shipped', () => {
  it.each(readdirSync(UNITS).filter((name) => /\.(?:service|timer|socket|target)$/.test(name)))(
    '%s is right',
    (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'hawser-unit-'));
      try {
        // Where the program will be is no matter of the unit's words.
        const text = readFileSync(join(UNITS, name), 'utf8').replaceAll('/usr/bin/hawser', '/bin/true');
        writeFileSync(join(folder, name), text);
        const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, name)], {
          encoding: 'utf8',
        });
        expect(stderr.split('\n').filter((line) => line.includes(name))).toEqual([]);
        expect(status).toBe(0);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

describe.runIf(canBootSystemd())('on a machine that systemd runs', () => {
  let node: SystemdNode;

  beforeAll(async () => {
    node = await SystemdNode.boot();
    const install = `ln -sf ${ROOT}/bin/hawser /usr/bin/hawser && install -D -m 644 ${UNITS}/hawser.service /etc/systemd/system/hawser.service &&
      install -D -m 644 ${ROOT}/deploy/daemon.json /etc/hawser/daemon.json && mkdir -p /etc/systemd/system/hawser.service.d &&
      printf '[Service]\\nWatchdogSec=3s\\nTimeoutStopSec=60s\\n' > /etc/systemd/system/hawser.service.d/test.conf && systemctl daemon-reload`;
    expect(node.run('sh', '-c', install)).toMatchObject({ status: 0, stderr: '' });
  }, 60_000);

  afterAll(async () => {
    await node.destroy();
  });

  const show = (unit: string, property: string): string =>
    node.run('systemctl', 'show', '--value', '-p', property, unit).stdout.trim();

  it('runs the executor’s tests of real units', () => {
    const vitest = [`${ROOT}/node_modules/node/bin/node`, `${ROOT}/node_modules/vitest/vitest.mjs`];
    const { status, stdout, stderr } = node.run(
      ...vitest,
      ...['run', 'src/executor/real-agents.test.ts', '-t', 'a real systemd', '--maxWorkers=1'],
      ...['--reporter=json', '--outputFile=/tmp/report.json'],
    );
    const file = node.run('cat', '/tmp/report.json');
    expect(file.status, `${stdout}${stderr}`).toBe(0);
    const report = JSON.parse(file.stdout) as Record<string, number>;
    expect({ status, passed: report.numPassedTests, failed: report.numFailedTests }).toEqual({
      status: 0,
      passed: 1,
      failed: 0,
    });
  });

  it('sets a cluster up and starts it: the unit is ready when the daemon is, and tells its state', async () => {
    const setup = node.run('hawser', 'cluster', 'setup', 'one', `${node.name}=127.0.0.1`, '--start');
    expect(setup, setup.stderr).toMatchObject({ status: 0 });
    expect(show('hawser', 'ActiveState')).toBe('active');
    await until(
      'the node to be a member',
      () => show('hawser', 'StatusText') === `member of cluster one as ${node.name}`,
    );
    expect(node.run('hawser', 'status').stdout).toContain(`Online: [ ${node.name} ]`);
  });

  it('starts a daemon again that hangs, and one that was killed; a unit of the cluster runs on meanwhile', async () => {
    const unit = 'systemd-tmpfiles-clean.timer';
    const cib = `<cib validate-with="pacemaker-3.9" admin_epoch="9" epoch="1" num_updates="0"><configuration><crm_config><cluster_property_set id="o"><nvpair id="o-s" name="stonith-enabled" value="false"/></cluster_property_set></crm_config><nodes/><resources><primitive id="timer" class="systemd" type="${unit}"><operations><op id="t-m" name="monitor" interval="2s" timeout="20s"/></operations></primitive></resources><constraints/></configuration><status/></cib>`;
    node.run('systemctl', 'stop', unit);
    expect(
      node.run('sh', '-c', `cat > /tmp/cib.xml <<'EOF'\n${cib}\nEOF\nhawser cib replace /tmp/cib.xml`),
    ).toMatchObject({ status: 0 });
    await until('the unit to run', () => node.run('systemctl', 'is-active', unit).stdout.trim() === 'active');
    for (const signal of ['-STOP', '-KILL']) {
      const before = show('hawser', 'MainPID');
      node.run('kill', signal, before);
      await until(`another daemon after ${signal}`, () => {
        const after = show('hawser', 'MainPID');
        return after !== before && after !== '0' && show('hawser', 'ActiveState') === 'active';
      });
      expect(node.run('systemctl', 'is-active', unit).stdout.trim()).toBe('active');
      await until('the unit to be the cluster’s again', () =>
        /timer\t.*Started/.test(node.run('hawser', 'status').stdout),
      );
    }
  });

  it('stops: the daemon hands over or stops what it runs, then Corosync ends; and destroys, keeping all', () => {
    expect(node.run('hawser', 'cluster', 'stop')).toMatchObject({ status: 0, stderr: '' });
    for (const unit of ['hawser', 'corosync', 'systemd-tmpfiles-clean.timer'])
      expect(show(unit, 'ActiveState'), unit).toBe('inactive');
    expect(show('hawser', 'Result')).toBe('success');
    const destroyed = node.run('hawser', 'cluster', 'destroy', '--force');
    expect(destroyed, destroyed.stderr).toMatchObject({ status: 0 });
    const [, kept] = /kept in (\S+)\.\n/.exec(destroyed.stdout) ?? [];
    expect(
      node.run('sh', '-c', `ls ${kept}/etc/corosync/authkey ${kept}/var/lib/hawser/cib/cib.xml`),
    ).toMatchObject({ status: 0 });
    expect(node.run('ls', '/etc/corosync/authkey').status).not.toBe(0);
  });
});
