import type { MoreServices } from './lab-cluster.ts';
import { pairs, primitive } from './lab-configuration.ts';
import { hostNames } from './lab-plan.ts';

/** Name of the clone of RabbitMQ. */
export const RABBITMQ = 'rabbitmq';

/** What lets the members of one RabbitMQ cluster speak to each other; the same on all. */
const COOKIE = 'ONLYFORTHELABOFTHREEHOSTS';

/** RabbitMQ on every host, each on a folder of its own that outlives the host's power. */
export const rabbitmq: MoreServices = {
  files: {
    '/usr/lib/ocf/resource.d/heartbeat/rabbitmq-cluster': 'resource-agents',
    '/usr/sbin/rabbitmq-server': 'rabbitmq-server',
    '/usr/bin/xmllint': 'libxml2-utils',
  },
  atBoot: (directory) => [
    ...hostNames([1, 2, 3]),
    `data=${directory}/$(hostname)/rabbitmq`,
    'mkdir -p $data',
    `[ -e $data/.erlang.cookie ] || (umask 377; printf ${COOKIE} > $data/.erlang.cookie)`,
    'chown -R rabbitmq:rabbitmq $data',
    'mount --bind $data /var/lib/rabbitmq',
  ],
  resources: `<clone id="${RABBITMQ}"><meta_attributes id="rabbitmq-meta">${pairs('rabbitmq-meta', {
    ordered: 'true',
    interleave: 'true',
    notify: 'true',
  })}</meta_attributes>${primitive('rabbitmq-one', 'heartbeat', 'rabbitmq-cluster', {}, [
    { name: 'start', interval: '0', timeout: '200s' },
    { name: 'stop', interval: '0', timeout: '200s' },
    { name: 'notify', interval: '0', timeout: '120s' },
    { name: 'monitor', interval: '10s', timeout: '100s' },
  ])}</clone>`,
};
