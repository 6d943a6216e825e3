import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chassis, CommandResult } from '../power/chassis.ts';
import { giveUpMs, type IpmiConnection } from '../power/ipmitool-arguments.ts';
import { DEFAULT_LIMITS, PowerPool, pooledChassis } from '../power/pool.ts';
import type { InventoryMachine } from './inventory/inventory.ts';

/** Least time a single command gets; more where a BMC is said to be slow. */
const LEAST_COMMAND_MS = 12_000;
/** Room for starting and ending ipmitool beyond the time it waits for answers. */
const COMMAND_MARGIN_MS = 2_000;

/** Time one command to a BMC gets. */
export function commandMs(connection: IpmiConnection): number {
  return Math.max(LEAST_COMMAND_MS, giveUpMs(connection) + COMMAND_MARGIN_MS);
}

/** Asks every BMC for its machine's power, all at a time within bounds; dead ones do not hold up the others. */
export async function surveyMachines(
  machines: readonly InventoryMachine[],
  chassis: (connection: IpmiConnection) => Chassis,
  parallelCommands: number,
): Promise<ReadonlyMap<string, CommandResult>> {
  const pool = new PowerPool({ ...DEFAULT_LIMITS, slots: parallelCommands });
  const answers = await Promise.all(
    machines.map(async ({ name, connection }) => {
      const way = pooledChassis(chassis(connection), pool);
      return [name, await way.send('status', commandMs(connection))] as const;
    }),
  );
  return new Map(answers);
}

/** Why ipmitool cannot be run here; `null` when it can (S0.11). */
export async function powerToolProblem(path = process.env.PATH ?? ''): Promise<string | null> {
  for (const folder of path.split(':')) {
    const isThere = await access(join(folder, 'ipmitool'), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return null;
  }
  return 'ipmitool is not installed';
}
