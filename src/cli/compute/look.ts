import { complain } from '../live/connection.ts';
import { accessOf, lookNow, lookWish, strangerText } from './access.ts';
import { argumentsOf, COMMON_OPTIONS_TEXT, EXIT } from './arguments.ts';
import { evidenceReport, hostsText, lookJson, statusText } from './look-text.ts';

export type LookWord = 'status' | 'hosts' | 'evidence';

const USAGE = `usage: hawser compute status              how many hosts are what, and which are not healthy
       hawser compute hosts [HOST…]       a row for each host
       hawser compute evidence HOST       what every witness says of a host
${COMMON_OPTIONS_TEXT}
Looks once and changes nothing. exit: 0 healthy, 1 not, or not known, 64 wrong words, 66 no such host, 78 wrong configuration
The files: docs/reference/compute.md, docs/reference/openstack.md`;

/** `hawser compute status|hosts|evidence`. Writes to the standard output, problems to the standard error. */
export async function look(word: LookWord, argv: readonly string[]): Promise<number> {
  const given = argumentsOf(word, USAGE, argv, {}, ({ words }) => {
    if (word === 'evidence' && words.length !== 1) return `name one host, not ${words.length}`;
    return word === 'status' && words.length > 0 ? 'status is of all hosts; hosts takes names' : null;
  });
  if (typeof given === 'number') return given;
  const access = await accessOf(word, given);
  if (typeof access === 'number') return access;
  const stranger = strangerText(access, given.words);
  if (stranger !== null) {
    process.stderr.write(`hawser compute ${word}: ${stranger}\n`);
    return EXIT.noHost;
  }
  const wish = lookWish(access, word === 'evidence' ? 'all' : 'needed');
  const hosts = wish.hosts.filter(({ name }) => given.words.length === 0 || given.words.includes(name));
  const found = await lookNow(access, { ...wish, hosts });
  const names = wish.hosts.map(({ name }) => name);
  const whole = { ...found, unwatched: found.unwatched.filter((host) => !names.includes(host)) };
  const text = { status: statusText, hosts: hostsText, evidence: evidenceReport }[word];
  const { policy } = access;
  process.stdout.write(`${given.format === 'json' ? lookJson(whole, policy) : text(whole, policy)}\n`);
  if (found.novaProblem !== null) complain(`compute ${word}`, [found.novaProblem]);
  return found.hosts.every(({ judgement }) => judgement.verdict === 'healthy') ? EXIT.well : EXIT.notWell;
}
