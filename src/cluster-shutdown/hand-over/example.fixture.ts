import { NOBODY } from '../../notify/targets.ts';
import type { IpmiConnection } from '../../power/ipmitool-arguments.ts';
import type { RunMachine } from '../../shutdown-plan/run/order.ts';
import { DEFAULT_RUN_LIMITS } from '../../shutdown-plan/run/order.ts';
import type { HandOver } from './hand-over.ts';

/** A connection of which only the host matters. */
export function exampleConnection(host: string): IpmiConnection {
  return {
    address: { host, port: 623 },
    interface: 'lan',
    user: 'ADMIN',
    credential: { kind: 'file', path: '/nonexistent' },
    cipher: 3,
    privilege: null,
    answerSeconds: 1,
  };
}

/** A hand-over of three machines, quick ones. */
export function exampleHandOver(changes: Partial<HandOver> = {}, names = ['n1', 'c2', 'c1']): HandOver {
  const [compute = 'n1', remote = 'c2', acceptor = 'c1'] = names;
  const policy = { softMs: 2_000, hardMs: 1_000 };
  const machines: RunMachine[] = [
    { name: compute, role: 'compute', policy, after: [] },
    { name: remote, role: 'controller', policy, after: [] },
    { name: acceptor, role: 'controller', policy, after: [] },
  ];
  return {
    format: 1,
    bootId: 'this-boot',
    uptimeSeconds: 100,
    order: {
      run: '00000000-0000-4000-8000-000000000001',
      action: 'shutdown',
      cluster: 'test',
      acceptor,
      requestedBy: 'test',
      planHash: 'hash',
      acceptedAt: 1,
      batches: [
        { kind: 'compute', waves: [[compute]] },
        { kind: 'remote-controllers', waves: [[remote]] },
        { kind: 'this-controller', waves: [[acceptor]] },
      ],
      machines,
      limits: {
        ...DEFAULT_RUN_LIMITS,
        unreachableMs: 300,
        firstPollMs: 20,
        slowestPollMs: 100,
        gateMs: 1_000,
        isLocalPowerOffAllowed: false,
      },
    },
    bmcs: Object.fromEntries(machines.map(({ name }) => [name, exampleConnection(name)])),
    parallelCommands: 8,
    notify: NOBODY,
    cluster: { kind: null, socket: null, stopServicesMs: 0 },
    ...changes,
  };
}
