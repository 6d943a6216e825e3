/**
 * Decides every reference case and compares summary, scores, graph and dot with what the reference stores.
 *
 *   npm run conformance                    totals, then the cases that disagree
 *   npm run conformance -- NAME…           only these cases (an ending `*` is a prefix), differences in full
 *   npm run conformance -- --out FOLDER    also writes what was decided, one file an aspect
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ASPECTS, type Aspect, comparableLines, firstDifference } from './compare.ts';
import { decideCase } from './decide-case.ts';
import { hasReferenceData, loadReferenceCase, REFERENCE_FOLDER, referenceNames } from './reference-data.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });

if (!hasReferenceData()) {
  console.log(
    `conformance: no reference data at ${REFERENCE_FOLDER}; set HAWSER_CTS to its folder. Nothing was compared.`,
  );
  process.exit(0);
}

const wanted = referenceNames().filter(
  (name) =>
    positionals.length === 0 ||
    positionals.some((p) => (p.endsWith('*') ? name.startsWith(p.slice(0, -1)) : name === p)),
);
const agreed: Record<Aspect, number> = { summary: 0, scores: 0, graph: 0, dot: 0 };
const disagreements: string[] = [];
const started = performance.now();

for (const [index, name] of wanted.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r${index + 1}/${wanted.length} ${name.padEnd(50)}`);
  const reference = loadReferenceCase(name);
  let failures: string[];
  try {
    const decision = decideCase(reference);
    failures = compareCase(reference, decision);
    if (values.out !== undefined) save(values.out, name, decision);
  } catch (error) {
    const text =
      error instanceof Error
        ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ')
        : String(error);
    failures = [`${name}: crash: ${text}`];
  }
  disagreements.push(...failures);
}

function compareCase(
  reference: ReturnType<typeof loadReferenceCase>,
  decision: ReturnType<typeof decideCase>,
): string[] {
  const failures: string[] = [];
  for (const aspect of ASPECTS) {
    const difference = firstDifference(
      comparableLines(aspect, reference[aspect]),
      comparableLines(aspect, decision[aspect]),
    );
    if (difference === null) agreed[aspect]++;
    else failures.push(`${reference.name}: ${aspect}: ${difference}`);
  }
  const errors = comparableLines('summary', decision.errors.join('\n')).join('\n');
  if (errors !== comparableLines('summary', reference.errors).join('\n'))
    failures.push(`${reference.name}: stderr: got ${errors}`);
  return failures;
}

function save(folder: string, name: string, decision: ReturnType<typeof decideCase>): void {
  mkdirSync(folder, { recursive: true });
  for (const aspect of ASPECTS) writeFileSync(join(folder, `${name}.${aspect}`), decision[aspect]);
}

if (process.stderr.isTTY) process.stderr.write('\r');
for (const line of disagreements) console.log(line);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`conformance: ${wanted.length} cases in ${seconds} s`);
for (const aspect of ASPECTS)
  console.log(`  ${aspect.padEnd(8)} ${agreed[aspect]} of ${wanted.length} agree`);
process.exitCode = disagreements.length === 0 ? 0 : 1;
