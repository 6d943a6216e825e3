import { spawnSync } from 'node:child_process';

/** A program some tests need on the machine, and the Debian package it comes from. */
interface TestPart {
  readonly program: string;
  readonly package: string;
  readonly needs: string;
}

const LAB_CLUSTER = 'the lab of three hosts with real services (as root)';

const PARTS: readonly TestPart[] = [
  {
    program: 'crm_simulate',
    package: 'pacemaker-cli-utils',
    needs: 'the comparison with an installed crm_simulate (npm run oracle, some unit tests)',
  },
  {
    program: 'pcs',
    package: 'pcs',
    needs: 'the comparison of command lines with an installed pcs (npm run pcs:compare)',
  },
  {
    program: 'strace',
    package: 'strace',
    needs: 'the test that interrupts writes at every system call (npm run pcs:fuzz)',
  },
  { program: 'corosync', package: 'corosync', needs: 'the tests of the engine on Corosync (as root)' },
  { program: 'ip', package: 'iproute2', needs: 'the lab of network namespaces (as root)' },
  {
    program: '/usr/lib/ocf/resource.d/heartbeat/Dummy',
    package: 'resource-agents',
    needs: "tests of the executor with the distribution's resource agents",
  },
  {
    program: '/usr/lib/ocf/resource.d/pacemaker/Stateful',
    package: 'pacemaker-resource-agents',
    needs: 'tests of the executor with a promotable agent',
  },
  {
    program: 'systemd-nspawn',
    package: 'systemd-container',
    needs: 'the tests on a machine that systemd runs (as root)',
  },
  {
    program: 'crm_ticket',
    package: 'pacemaker-cli-utils',
    needs: 'the comparison of the agents’ tools with the originals',
  },
  {
    program: 'ping',
    package: 'iputils-ping',
    needs: 'the tests of agents that call the cluster’s tools',
  },
  {
    program: 'fence_ipmilan',
    package: 'fence-agents',
    needs: "tests of the executor with the distribution's fence agents",
  },
  {
    program: 'ipmitool',
    package: 'ipmitool',
    needs: 'the tests that speak to BMC simulators (src/power, test/shutdown)',
  },
  {
    program: 'ipmi_sim',
    package: 'openipmi',
    needs: 'the tests that speak to BMC simulators (src/power, test/shutdown)',
  },
  {
    program: 'pacemakerd',
    package: 'pacemaker',
    needs: 'the shutdown of a real Pacemaker cluster (test/shutdown, as root)',
  },
  { program: 'nginx', package: 'nginx', needs: LAB_CLUSTER },
  { program: '/usr/lib/postgresql/*/bin/initdb', package: 'postgresql', needs: LAB_CLUSTER },
  { program: 'fping', package: 'fping', needs: `echo requests (src/compute-ha), ${LAB_CLUSTER}` },
  { program: '/usr/bin/mysqld_safe', package: 'mariadb-server', needs: LAB_CLUSTER },
  { program: '/usr/lib/galera/libgalera_smm.so', package: 'galera-4', needs: LAB_CLUSTER },
  { program: 'rsync', package: 'rsync', needs: LAB_CLUSTER },
  { program: 'rabbitmq-server', package: 'rabbitmq-server', needs: LAB_CLUSTER },
  { program: 'xmllint', package: 'libxml2-utils', needs: LAB_CLUSTER },
  {
    program: 'serf',
    package: 'serf',
    needs: 'gossip failures behind the double of Consul (src/compute-ha)',
  },
  {
    program: '/usr/sbin/sshd',
    package: 'openssh-server',
    needs: 'remedies asked for by ssh (src/compute-ha)',
  },
  { program: 'ssh', package: 'openssh-client', needs: 'remedies asked for by ssh (src/compute-ha)' },
  { program: 'pgrep', package: 'procps', needs: LAB_CLUSTER },
  { program: 'zsh', package: 'zsh', needs: 'the test that types into zsh (src/cli/completion)' },
  { program: 'groff', package: 'groff-base', needs: 'the test that sets the manual page' },
  { program: 'script', package: 'bsdutils', needs: 'the tests that type into shells (src/cli/completion)' },
  { program: 'chromium', package: 'chromium', needs: 'the tests of the page in a browser (test/browser)' },
];

function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/**
 * Installs what the real-part tests need where that is possible (root on a system with apt-get); otherwise says which
 * tests will not run and how to get them. Returns the lines to tell the user.
 */
export function installTestParts(): readonly string[] {
  const missing = PARTS.filter((part) => !has(part.program));
  if (missing.length === 0) return [];
  if (has('apt-get') && process.getuid?.() === 0) {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env: environment });
    spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...missing.map((part) => part.package)],
      {
        env: environment,
      },
    );
  }
  return missing
    .filter((part) => !has(part.program))
    .map(
      (part) =>
        `${part.program} is missing: ${part.needs} will not run. Install it: apt-get install ${part.package}`,
    );
}
