import type { MoreServices } from './lab-cluster.ts';
import { pairs, primitive } from './lab-configuration.ts';
import { hostNames } from './lab-plan.ts';

/** Name of the promotable clone. */
export const GALERA = 'galera';

const NODE_IDS = [1, 2, 3];
const CONFIGURATION = `[client]
socket = /run/mysqld/mysqld.sock
[mysqld]
user = mysql
bind-address = 0.0.0.0
skip-name-resolve
binlog_format = ROW
innodb_autoinc_lock_mode = 2
innodb_buffer_pool_size = 16M
innodb_log_file_size = 8M
wsrep_on = ON
wsrep_provider = /usr/lib/galera/libgalera_smm.so
wsrep_cluster_name = lab
# Initializing refuses to go on without one; the agent gives its own when it starts the server.
wsrep_cluster_address = gcomm://node1,node2,node3
wsrep_sst_method = rsync
wsrep_provider_options = "gcache.size=16M"
`;

/** MariaDB with Galera on every host, each on a folder of its own that outlives the host's power. */
export const galera: MoreServices = {
  files: {
    '/usr/lib/ocf/resource.d/heartbeat/galera': 'resource-agents',
    '/usr/bin/mysqld_safe': 'mariadb-server',
    '/usr/lib/galera/libgalera_smm.so': 'galera-4',
    '/usr/bin/rsync': 'rsync',
  },
  atBoot: (directory) => [
    ...hostNames(NODE_IDS),
    `data=${directory}/$(hostname)/mysql`,
    'mkdir -p $data /run/mysqld /var/log/mysql',
    'chown mysql:mysql $data /run/mysqld /var/log/mysql',
    'mount --bind $data /var/lib/mysql',
    'mount -t tmpfs -o mode=755 tmpfs /etc/mysql',
    `printf '%s' '${CONFIGURATION}' > /etc/mysql/my.cnf`,
    'echo "wsrep_node_name = $(hostname)" >> /etc/mysql/my.cnf',
    'echo "wsrep_node_address = $(getent hosts $(hostname) | cut -d " " -f 1)" >> /etc/mysql/my.cnf',
  ],
  resources: `<clone id="${GALERA}"><meta_attributes id="galera-meta">${pairs('galera-meta', {
    promotable: 'true',
    'promoted-max': '3',
    interleave: 'true',
  })}</meta_attributes>${primitive(
    'galera-one',
    'heartbeat',
    'galera',
    {
      wsrep_cluster_address: `gcomm://${NODE_IDS.map((nodeId) => `node${nodeId}`).join(',')}`,
      enable_creation: 'true',
    },
    [
      { name: 'start', interval: '0', timeout: '120s' },
      { name: 'stop', interval: '0', timeout: '120s' },
      { name: 'promote', interval: '0', timeout: '300s' },
      { name: 'demote', interval: '0', timeout: '120s' },
      { name: 'monitor', interval: '5s', timeout: '60s', role: 'Promoted' },
      { name: 'monitor', interval: '4s', timeout: '60s', role: 'Unpromoted' },
    ],
  )}</clone>`,
};
