import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../lab/namespace-lab.ts';
import { canBootSystemd, SystemdNode } from './systemd-node.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const FILES = `set -e
ln -sf ${ROOT}/bin/hawser /usr/bin/hawser
cp ${ROOT}/deploy/systemd/hawser-compute-agent.service /etc/systemd/system/
printf '[Service]\\nExecStart=/bin/sleep infinity\\n' > /etc/systemd/system/nova-compute.service
printf '[Service]\\nType=oneshot\\nExecStart=/bin/false\\n' > /etc/systemd/system/broken.service
mkdir -p /etc/hawser
umask 077
cat > /etc/hawser/clouds.yaml <<'END'
clouds: { a: { auth: { auth_url: 'http://127.0.0.1:9', username: u, password: p, project_name: p } } }
END
cat > /etc/hawser/compute.yaml <<'END'
policy: three-networks
cloud: { file: /etc/hawser/clouds.yaml }
agents: { key: { file: /etc/hawser/controllers.key }, address: 127.0.0.1, intervalSeconds: 1 }
hosts: [{ name: cmp1, addresses: [127.0.0.1] }]
END
cat > /etc/hawser/compute-agent.yaml <<'END'
host: cmp1
controllers: [{ address: 127.0.0.1 }]
key: { file: /etc/hawser/heartbeat.key }
intervalSeconds: 1
restartNetwork: [systemctl, start, broken]
END
echo 0123456789abcdef0123456789abcdef > /etc/hawser/controllers.key
hawser compute agent key cmp1 > /etc/hawser/heartbeat.key
systemctl daemon-reload
systemctl start nova-compute hawser-compute-agent
`;

describe.runIf(canBootSystemd())('a compute host that systemd runs', () => {
  let node: SystemdNode;
  beforeAll(async () => {
    node = await SystemdNode.boot();
    expect(node.run('sh', '-c', FILES)).toMatchObject({ status: 0, stderr: '' });
  }, 60_000);
  afterAll(async () => {
    await node.destroy();
  });

  const evidence = () => node.run('hawser', 'compute', 'evidence', 'cmp1').stdout;
  const remedy = (word: string) =>
    node.run('env', `SSH_ORIGINAL_COMMAND=${word}`, 'hawser', 'compute', 'agent', 'remedy');

  it('S3.12 S3.14 is seen with its service running, failed, and running again after the remedy', async () => {
    const agent = () => node.run('systemctl', 'status', '--no-pager', 'hawser-compute-agent').stdout;
    expect(evidence(), agent()).toMatch(
      /host-service +running +agent on cmp1 running, \d s ago: nova-compute/,
    );
    expect(evidence()).toMatch(/heartbeat +alive +agent on cmp1 alive/);
    node.run('systemctl', 'kill', '--signal=KILL', 'nova-compute');
    await until('the agent to see it', () => /host-service +failed/.test(evidence()));
    expect(remedy('restart-service')).toMatchObject({
      status: 0,
      stdout: 'nova-compute.service is active (running)\n',
    });
    await until('the agent to see it', () => /host-service +running/.test(evidence()));
  }, 120_000);

  it('S3.9 says that a remedy failed, and leaves no unit of it behind', () => {
    expect(remedy('restart-network')).toMatchObject({ status: 1, stderr: '' });
    expect(node.run('systemctl', 'list-units', '--all', '--no-legend', 'hawser-restart*').stdout).toBe('');
    expect(remedy('poweroff').status).toBe(64);
  });

  it('is unknown, not silent, when its agent is stopped: it may live', () => {
    node.run('systemctl', 'stop', 'hawser-compute-agent');
    expect(evidence()).toMatch(/heartbeat +unknown: a source could not say +agent on cmp1 unknown/);
  });
});
