import { allInOne } from '../../compute-ha/brakes-now.ts';
import { explainHost } from '../../compute-ha/explain-host.ts';
import { shutdownIntents } from '../../compute-ha/shutdown-intent.ts';
import { complain } from '../live/connection.ts';
import { accessOf, hostRemedies, lookNow, lookWish, strangerText } from './access.ts';
import { argumentsOf, COMMON_OPTIONS_TEXT, EXIT } from './arguments.ts';
import { explanationJson, explanationText } from './explain-text.ts';
import { recordsOf } from './records.ts';

const USAGE = `usage: hawser compute explain HOST
       looks at all hosts once: what holds of this one, by which rule, what would follow, and which brakes would hold it back
${COMMON_OPTIONS_TEXT}
exit: 0 healthy, 1 not, or not known, 64 wrong words, 66 no such host, 78 wrong configuration`;

/** `hawser compute explain HOST`. */
export async function explain(argv: readonly string[]): Promise<number> {
  const given = argumentsOf('explain', USAGE, argv, {}, ({ words }) =>
    words.length === 1 ? null : `name one host, not ${words.length}`,
  );
  if (typeof given === 'number') return given;
  const access = await accessOf('explain', given);
  if (typeof access === 'number') return access;
  const host = given.words[0] as string;
  const stranger = strangerText(access, [host]);
  if (stranger !== null) {
    process.stderr.write(`hawser compute explain: ${stranger}\n`);
    return EXIT.noHost;
  }
  const opened = await recordsOf('explain', given);
  if (typeof opened === 'number') return opened;
  const { records, settings } = opened;
  try {
    const [found, aggregates, intents] = await Promise.all([
      lookNow(access, lookWish(access, 'needed')),
      access.nova.aggregates(),
      shutdownIntents(),
    ]);
    const facts = {
      now: Date.now(),
      settings,
      policy: access.policy,
      records,
      aggregates: aggregates.kind === 'done' ? aggregates.value : allInOne(settings.hosts),
      intents,
      remedies: ['power-on', ...hostRemedies(settings).keys()] as const,
    };
    const explanation = explainHost(host, found, facts);
    const text =
      given.format === 'json' ? explanationJson(explanation) : explanationText(explanation, facts.now);
    process.stdout.write(`${text}\n`);
    if (found.novaProblem !== null) complain('compute explain', [found.novaProblem]);
    return explanation.look.judgement.verdict === 'healthy' ? EXIT.well : EXIT.notWell;
  } finally {
    records.end();
  }
}
