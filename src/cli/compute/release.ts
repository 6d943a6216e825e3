import { setTimeout as wait } from 'node:timers/promises';
import { notOnRecord } from '../../compute-ha/problem.ts';
import { releaseHost } from '../../compute-ha/release-host.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { complain } from '../live/connection.ts';
import { accessOf, strangerText } from './access.ts';
import { argumentsOf, COMMON_OPTIONS_TEXT, EXIT } from './arguments.ts';
import { recordsOf } from './records.ts';

const USAGE = `usage: hawser compute release HOST [--wait TIME]
       gives a host back that was given up: not forced down any more, and enabled. Nova refuses that until the compute
       service of the host has restarted and is done with what was evacuated: --wait 2min tries until then
${COMMON_OPTIONS_TEXT}
exit: 0 given back, 1 Nova refuses or does not answer, 64 wrong words, 66 no such host, or it is not fenced, 78 wrong configuration`;

const RETRY_MS = 2_000;

/** `hawser compute release HOST`. */
export async function release(argv: readonly string[]): Promise<number> {
  const given = argumentsOf(
    'release',
    USAGE,
    argv,
    { wait: { type: 'string', default: '0s' } },
    ({ words, own }) => {
      if (words.length !== 1) return `name one host, not ${words.length}`;
      return parseTimeMs(String(own.wait)) === null ? `--wait ${own.wait} is no time: 30s, 2min` : null;
    },
  );
  if (typeof given === 'number') return given;
  const access = await accessOf('release', given);
  if (typeof access === 'number') return access;
  const host = given.words[0] as string;
  const stranger = strangerText(access, [host]);
  if (stranger !== null) {
    process.stderr.write(`hawser compute release: ${stranger}\n`);
    return EXIT.noHost;
  }
  const opened = await recordsOf('release', given);
  if (typeof opened === 'number') return opened;
  const { records } = opened;
  try {
    const refusal = records.incidents.hostRecords().get(host)?.isOpen
      ? notOnRecord(`An incident of ${host} is open`, 'Wait for its end: hawser compute incidents')
      : records.incidents.fenceMarks().every((mark) => mark.host !== host)
        ? notOnRecord(`${host} is not fenced`, 'hawser compute incidents lists the hosts that are')
        : null;
    if (refusal !== null) {
      complain('compute release', [refusal]);
      return EXIT.noHost;
    }
    const until = Date.now() + (parseTimeMs(String(given.own.wait)) ?? 0);
    let released = await releaseHost(host, access.nova);
    while (released.kind !== 'done' && Date.now() < until) {
      await wait(RETRY_MS);
      // One that began meanwhile is not to be undone.
      if (records.incidents.hostRecords().get(host)?.isOpen) break;
      released = await releaseHost(host, access.nova);
    }
    if (released.kind !== 'done') {
      complain('compute release', [released.problem]);
      return EXIT.notWell;
    }
    records.incidents.release(host, Date.now());
    const text = `${host} is in service again: enabled, and not forced down.`;
    process.stdout.write(`${given.format === 'json' ? JSON.stringify({ released: host }) : text}\n`);
    return EXIT.well;
  } finally {
    records.end();
  }
}
