import { notOnRecord } from '../../compute-ha/problem.ts';
import { complain } from '../live/connection.ts';
import { argumentsOf, EXIT } from './arguments.ts';
import { incidentsText, storyJson, storyText } from './incidents-text.ts';
import { recordsOf } from './records.ts';

const USAGE = `usage: hawser compute incidents          what happened, newest first, and which hosts are still fenced
       hawser compute incidents ID       the whole story of one: evidence, steps, instances, notices (the beginning of the id is enough)
options: --file FILE, --last N (default 50), --output-format text|json
exit: 0, 64 wrong words, 66 no such incident, 78 wrong configuration`;

const MOST = 10_000;

/** `hawser compute incidents [ID]`. */
export async function incidents(argv: readonly string[]): Promise<number> {
  const given = argumentsOf(
    'incidents',
    USAGE,
    argv,
    { last: { type: 'string', default: '50' } },
    ({ words, own }) => {
      if (words.length > 1) return `one incident at a time, not ${words.length}`;
      const last = Number(own.last);
      return Number.isInteger(last) && last > 0 && last <= MOST
        ? null
        : `--last is a number from 1 to ${MOST}`;
    },
  );
  if (typeof given === 'number') return given;
  const opened = await recordsOf('incidents', given);
  if (typeof opened === 'number') return opened;
  const { records } = opened;
  try {
    const [id] = given.words;
    if (id === undefined) {
      const list = records.incidents.list(Number(given.own.last));
      const marks = records.incidents.fenceMarks();
      const json = (): string => JSON.stringify({ incidents: list, fenced: marks }, null, 2);
      process.stdout.write(`${given.format === 'json' ? json() : incidentsText(list, marks)}\n`);
      return EXIT.well;
    }
    const meant = records.incidents.list(MOST).filter(({ incident }) => incident.startsWith(id));
    const [only] = meant;
    const state = only === undefined || meant.length > 1 ? null : records.incidents.replay(only.incident);
    if (state === null) {
      const what =
        meant.length > 1 ? `${meant.length} incidents begin with ${id}` : `There is no incident ${id}`;
      complain('compute incidents', [notOnRecord(what, 'hawser compute incidents lists them')]);
      return EXIT.noHost;
    }
    const notices = records.notices.list(state.order.incident);
    process.stdout.write(
      `${given.format === 'json' ? storyJson(state, notices) : storyText(state, notices)}\n`,
    );
    return EXIT.well;
  } finally {
    records.end();
  }
}
