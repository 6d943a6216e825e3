import { userInfo } from 'node:os';
import { notOnRecord } from '../../compute-ha/problem.ts';
import { makeDisarming } from '../../evidence/brakes/disarm.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { nearMiss } from '../../result/near-miss.ts';
import { complain } from '../live/connection.ts';
import { argumentsOf, type ComputeArguments, EXIT } from './arguments.ts';
import { recordsOf } from './records.ts';
import { momentText } from './time-text.ts';

const DISARM_USAGE = `usage: hawser compute disarm [HOST…] --reason TEXT --for TIME [--owner NAME]
       begins nothing on its own for that time, with all hosts or with these; what is under way goes on until it asks for leave
       --for: 30min, 2h, at most 7 days; --owner: who answers for it (default: you)
options: --file FILE, --output-format text|json
exit: 0 disarmed, 1 refused, 64 wrong words, 66 no such host, 78 wrong configuration`;

const ARM_USAGE = `usage: hawser compute arm [HOST…]
       withdraws what was said by disarm: of all hosts, or of these
options: --file FILE, --output-format text|json
exit: 0 armed, 64 wrong words, 66 there was nothing to withdraw, 78 wrong configuration`;

/** `hawser compute disarm`. */
export async function disarm(argv: readonly string[]): Promise<number> {
  const options = { reason: { type: 'string' }, owner: { type: 'string' }, for: { type: 'string' } } as const;
  const given = argumentsOf('disarm', DISARM_USAGE, argv, options, ({ own }) => {
    if (typeof own.reason !== 'string') return 'say why, by --reason';
    if (typeof own.for !== 'string') return 'say for how long, by --for';
    return parseTimeMs(own.for) === null ? `--for ${own.for} is no time: 30min, 2h` : null;
  });
  if (typeof given === 'number') return given;
  const opened = await recordsOf('disarm', given);
  if (typeof opened === 'number') return opened;
  const { records, settings } = opened;
  try {
    const names = settings.hosts.map(({ name }) => name);
    const stranger = given.words.find((host) => !names.includes(host));
    if (stranger !== undefined) {
      const meant = nearMiss(stranger, names);
      const hint = meant === null ? 'hawser compute hosts lists them' : `Did you mean ${meant}?`;
      complain('compute disarm', [notOnRecord(`${given.file} does not name ${stranger}`, hint)]);
      return EXIT.noHost;
    }
    const at = Date.now();
    const wish = makeDisarming({
      reason: String(given.own.reason),
      owner: typeof given.own.owner === 'string' ? given.own.owner : defaultOwner(),
      at,
      expiresAt: at + (parseTimeMs(String(given.own.for)) ?? 0),
    });
    if (!wish.ok) {
      complain('compute disarm', wish.problems);
      return EXIT.notWell;
    }
    const hosts = given.words.length === 0 ? null : given.words;
    records.operators.disarm(hosts, wish.value);
    const { owner, reason, expiresAt } = wish.value;
    const text = `Disarmed until ${momentText(expiresAt)}: ${hosts?.join(', ') ?? 'all hosts'}. ${owner}: ${reason}`;
    say(given, text, { disarmed: hosts ?? 'all', ...wish.value });
    return EXIT.well;
  } finally {
    records.end();
  }
}

/** `hawser compute arm`. */
export async function arm(argv: readonly string[]): Promise<number> {
  const given = argumentsOf('arm', ARM_USAGE, argv);
  if (typeof given === 'number') return given;
  const opened = await recordsOf('arm', given);
  if (typeof opened === 'number') return opened;
  const { records } = opened;
  try {
    const now = Date.now();
    const hosts = given.words.length === 0 ? null : given.words;
    const withdrawn = records.operators.arm(hosts, now);
    if (withdrawn === 0) {
      const what = `${hosts?.join(', ') ?? 'The whole'} was not disarmed`;
      complain('compute arm', [notOnRecord(what, 'Hosts that were named are armed by their names')]);
      return EXIT.noHost;
    }
    const left = records.operators.intents(now).flatMap((intent) => intent.hosts ?? []);
    const rest = left.length === 0 ? '' : ` Still disarmed: ${left.join(', ')}.`;
    say(given, `Armed: ${hosts?.join(', ') ?? 'all hosts'}.${rest}`, {
      armed: hosts ?? 'all',
      disarmed: left,
    });
    return EXIT.well;
  } finally {
    records.end();
  }
}

/** Who asks: behind sudo, the one who called it. */
function defaultOwner(): string {
  const caller = process.env.SUDO_USER;
  return caller === undefined || caller === '' ? userInfo().username : caller;
}

function say({ format }: ComputeArguments, text: string, data: unknown): void {
  process.stdout.write(`${format === 'json' ? JSON.stringify(data, null, 2) : text}\n`);
}
