import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BmcProof, proofAgeDays, readProofs, recordProofs } from '../cluster-shutdown/bmc-proof.ts';
import { DEFAULT_FOLDERS } from '../cluster-shutdown/folders.ts';
import { DEFAULT_INVENTORY, type Inventory } from '../cluster-shutdown/inventory/inventory.ts';
import { readInventory } from '../cluster-shutdown/inventory/read.ts';
import { surveyMachines } from '../cluster-shutdown/survey.ts';
import { IpmitoolChassis } from '../power/ipmitool.ts';
import { failureWords } from '../result/failure-words.ts';
import { complain } from './live/connection.ts';

export const CHECK_USAGE = `usage: hawser power check [NODE…] [--inventory FILE] [--output-format text|json]
       asks the BMC of every machine of the inventory (default ${DEFAULT_INVENTORY}) and records which ways were proved

exit codes: 0 every BMC gave a reading; 1 not every one; 5 the inventory is wrong; 64 wrong usage`;

const CHECK_EXIT = { proved: 0, unproved: 1, wrongInventory: 5, usage: 64 } as const;

/** What came of asking one BMC, and how old the last proof was. */
interface Checked {
  readonly name: string;
  readonly bmc: string;
  readonly power: 'on' | 'off' | 'unknown';
  /** Days since the last proof before this check; `null` for never. */
  readonly lastProofDays: number | null;
  readonly problem: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

/** `hawser power check` (S0.3): proves the way to each BMC. */
export async function checkPower(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  let names: readonly string[];
  let path: string;
  let stateFolder: string;
  let format: string;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        inventory: { type: 'string' },
        'state-folder': { type: 'string' },
        'output-format': { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(CHECK_USAGE);
      return CHECK_EXIT.proved;
    }
    names = positionals;
    path = values.inventory ?? environment.HAWSER_INVENTORY ?? DEFAULT_INVENTORY;
    stateFolder = values['state-folder'] ?? environment.HAWSER_SHUTDOWN_STATE_FOLDER ?? DEFAULT_FOLDERS.state;
    format = values['output-format'];
    if (format !== 'text' && format !== 'json')
      throw new Error(`--output-format is text or json, not ${format}`);
  } catch (error) {
    console.error(`hawser power check: ${error instanceof Error ? error.message : error}\n\n${CHECK_USAGE}`);
    return CHECK_EXIT.usage;
  }
  const inventory = await readInventory(path);
  if (!inventory.ok) {
    complain('power check', inventory.problems);
    return CHECK_EXIT.wrongInventory;
  }
  const unknown = names.find((name) => !inventory.value.machines.some((machine) => machine.name === name));
  if (unknown !== undefined) {
    console.error(`hawser power check: ${path} does not name ${unknown}`);
    return CHECK_EXIT.usage;
  }
  const checked = await check(inventory.value, names, join(stateFolder, 'bmc-proofs.json'));
  if (format === 'json') console.log(JSON.stringify(checked, null, 2));
  else for (const line of checked.map(checkedLine)) console.log(line);
  return checked.every(({ power }) => power !== 'unknown') ? CHECK_EXIT.proved : CHECK_EXIT.unproved;
}

async function check(
  { machines, parallelCommands }: Inventory,
  names: readonly string[],
  proofsPath: string,
): Promise<readonly Checked[]> {
  const wanted = machines.filter(({ name }) => names.length === 0 || names.includes(name));
  const answers = await surveyMachines(
    wanted,
    (connection) => new IpmitoolChassis(connection),
    parallelCommands,
  );
  const now = Date.now();
  const proofs = await readProofs(proofsPath);
  const fresh: Record<string, BmcProof> = {};
  const checked = wanted.map(({ name, bmc }): Checked => {
    const answer = answers.get(name);
    const reading = answer?.reading ?? null;
    if (reading !== null) fresh[name] = { at: now, bmc, reading };
    const problem = answer?.problem ?? null;
    return {
      name,
      bmc,
      power: reading ?? 'unknown',
      lastProofDays: proofAgeDays(proofs, name, bmc, now),
      problem: problem === null ? null : { code: problem.code, message: problem.message, hint: problem.hint },
    };
  });
  try {
    await recordProofs(proofsPath, fresh);
  } catch (error) {
    const why = failureWords(error);
    console.error(`hawser power check: the proofs cannot be recorded: ${why}`);
  }
  return checked;
}

function checkedLine({ name, bmc, power, lastProofDays, problem }: Checked): string {
  if (problem === null) return `${name} (${bmc}): proved, power ${power}`;
  const last = lastProofDays === null ? 'never proved' : `last proved ${lastProofDays} days ago`;
  return `${name} (${bmc}): NOT PROVED, ${last}: ${problem.message} [${problem.code}]\n  ${problem.hint}`;
}
