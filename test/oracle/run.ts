/**
 * Random clusters, in chains of states, decided by Hawser and by the installed crm_simulate.
 *
 *   npm run oracle -- --count 2000 --seed 1            stops at the first disagreement after shrinking it
 *   npm run oracle -- --count 500 --seed 1 --all       goes on and counts; one file a disagreement in --keep FOLDER
 *   npm run oracle -- --histories                      arbitrary resource histories instead of ones the peer wrote
 *   npm run oracle -- --replay FILE                    decides one CIB again and shows where they differ
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCib } from '../../src/cib/parse.ts';
import { writeXml } from '../../src/cib/write.ts';
import type { XmlElement } from '../../src/cib/xml/element.ts';
import { generateRichCib } from './enrich.ts';
import type { GeneratedCib } from './generate.ts';
import { judge, type Verdict } from './judge.ts';
import { mutate } from './mutate.ts';
import { hasPeer } from './peer.ts';
import { Random } from './random.ts';
import { scrambleHistories } from './scramble-history.ts';
import { shrink } from './shrink.ts';
import { cloneTree } from './tree.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    histories: { type: 'boolean', default: false },
    keep: { type: 'string' },
    replay: { type: 'string' },
    shrink: { type: 'string', default: '400' },
  },
});

if (!hasPeer()) {
  console.log('oracle: crm_simulate is not installed (package pacemaker-cli-utils). Nothing was compared.');
  process.exit(0);
}

if (values.replay !== undefined) {
  const verdict = judge(readFileSync(values.replay, 'utf8'));
  console.log(verdict.kind === 'disagree' ? `${verdict.aspect}: ${verdict.difference}` : verdict.kind);
  process.exit(verdict.kind === 'agree' ? 0 : 1);
}

const STATES_IN_A_CHAIN = 6;
const random = new Random(Number(values.seed));
const wanted = Number(values.count);
let agreed = 0;
let refused = 0;
let disagreed = 0;

for (let chain = 0; agreed + disagreed < wanted; chain++) {
  const generated = generateRichCib(random);
  let root = generated.root;
  let story: readonly string[] = ['fresh'];
  if (values.histories) story = [scrambleHistories(root, random)];
  for (let step = 0; step < STATES_IN_A_CHAIN && agreed + disagreed < wanted; step++) {
    const verdict = judge(writeXml(root));
    if (verdict.kind === 'refused') {
      refused++;
      break;
    }
    if (verdict.kind === 'agree') agreed++;
    else {
      disagreed++;
      report(root, verdict, `chain ${chain}, state ${step}: ${story.join('; ')}`);
      if (!values.all) process.exit(1);
    }
    const next = nextState(root, verdict, generated);
    root = next.root;
    story = next.story;
  }
  if (process.stderr.isTTY)
    process.stderr.write(`\r${agreed} agree, ${disagreed} disagree, ${refused} refused by the peer `);
}
if (process.stderr.isTTY) process.stderr.write('\r');
console.log(
  `oracle: ${agreed} states agree, ${disagreed} disagree, ${refused} inputs refused by crm_simulate (seed ${values.seed})`,
);
process.exitCode = disagreed === 0 ? 0 : 1;

/** The state after the transition, or the same one, with something happening to it. */
function nextState(
  root: XmlElement,
  verdict: Exclude<Verdict, { kind: 'refused' }>,
  generated: GeneratedCib,
): { root: XmlElement; story: readonly string[] } {
  const after = random.chance(0.75) ? parseCib(verdict.peer.output) : null;
  const start = after?.ok === true ? after.value.root : root;
  const next = cloneTree(start);
  const story = [start === root ? 'same state' : 'after the transition'];
  if (start === root || random.chance(0.8)) story.push(...mutate(next, random, generated));
  if (values.histories) story.push(scrambleHistories(next, random));
  return { root: next, story };
}

function report(root: XmlElement, verdict: Extract<Verdict, { kind: 'disagree' }>, story: string): void {
  console.log(`disagreement (${story})\n  ${verdict.aspect}: ${verdict.difference}`);
  const budget = Number(values.shrink);
  const small =
    budget === 0
      ? root
      : shrink(
          root,
          (candidate) => {
            const again = judge(writeXml(candidate));
            return again.kind === 'disagree' && again.aspect === verdict.aspect;
          },
          budget,
        );
  const folder = values.keep ?? '/tmp/hawser-oracle';
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `seed${values.seed}-${disagreed}.xml`);
  writeFileSync(file, writeXml(small));
  const again = judge(writeXml(small));
  console.log(
    `  shrunk to ${file}${again.kind === 'disagree' ? `\n  ${again.aspect}: ${again.difference}` : ''}`,
  );
}
