import { readBoot } from '../../cluster-shutdown/boot.ts';
import { LocalClusterShutdown } from '../../cluster-shutdown/local-shutdown.ts';
import { IpmitoolChassis } from '../../power/ipmitool.ts';
import type { ShutdownPlaces } from './arguments.ts';
import { askAt } from './ask-daemon.ts';

/** The job on this machine. */
export function openJob({ folders, inventory, cluster, socket }: ShutdownPlaces): LocalClusterShutdown {
  return new LocalClusterShutdown({
    folders,
    inventory,
    cluster,
    socket,
    ask: askAt(socket),
    boot: readBoot(),
    chassis: (connection) => new IpmitoolChassis(connection),
  });
}
