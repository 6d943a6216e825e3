import { userInfo } from 'node:os';
import { readCommand, usage, wantsHelp } from './live/command-line.ts';
import { ask, askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';

const VERB = 'cluster accept-configuration';
const USAGE = `usage: hawser cluster accept-configuration --force   YOU vouch that the configuration this part of the cluster has is
                                                    the one to go on with; newer ones elsewhere are given up
options: --socket PATH`;

/**
 * `hawser cluster accept-configuration`: after a start with too few daemons, the operator's word stands in for the disks
 * that could not be asked.
 */
export async function acceptConfiguration(argv: readonly string[]): Promise<number> {
  if (wantsHelp(argv)) return usage(VERB, USAGE, null, EXIT.usage);
  const given = readCommand(['accept', ...argv], ['accept'], [], ['force']);
  if (typeof given === 'string') return usage(VERB, USAGE, given, EXIT.usage);
  const seen = await askFor('status', { kind: 'status' }, given.socket);
  if (!seen.ok) {
    complain(VERB, seen.problems);
    return exitCodeOf(seen.problems);
  }
  const { standingReason, version } = seen.value.status;
  if (!given.flags.has('force') && standingReason !== null) {
    const { adminEpoch, epoch } = version;
    process.stderr.write(
      `hawser ${VERB}: with this you vouch that configuration ${adminEpoch}.${epoch} of this node is the one to go on with. Changes that ` +
        `others have acknowledged since are lost.\nWhy it waits: ${standingReason}\nIf those nodes cannot be started: hawser ${VERB} --force\n`,
    );
    return EXIT.usage;
  }
  const operator = process.env.SUDO_USER ?? userInfo().username;
  const answer = await ask({ kind: 'accept-configuration', operator }, given.socket);
  if (!answer.ok) {
    complain(VERB, answer.problems);
    return exitCodeOf(answer.problems);
  }
  process.stdout.write('Vouched for. The cluster goes on with this configuration: hawser status\n');
  return EXIT.ok;
}
