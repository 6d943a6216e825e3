/**
 * Damaged inputs: reference inputs and generated clusters, changed as text, as elements and as values. Whatever comes,
 * the simulator answers, within bounds of time and memory.
 *
 *   npm run fuzz -- --count 100000 --seed 1
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { parseCib } from '../../src/cib/parse.ts';
import { writeXml } from '../../src/cib/write.ts';
import type { XmlElement } from '../../src/cib/xml/element.ts';
import { DEFAULT_OPTIONS } from '../../src/simulator/request.ts';
import { simulate } from '../../src/simulator/simulate.ts';
import { hasReferenceData, loadReferenceCase, referenceNames } from '../conformance/reference-data.ts';
import { generateCib } from '../oracle/generate.ts';
import { Random } from '../oracle/random.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const SLOW_MS = 20_000;
const LARGEST = 60_000;

const seeds: string[] = hasReferenceData()
  ? referenceNames()
      .map((name) => loadReferenceCase(name).xml)
      .filter((xml) => xml.length < LARGEST)
  : [];
const random = new Random(Number(values.seed));
for (let i = 0; i < 100; i++) seeds.push(writeXml(generateCib(random).root));

const ODD_VALUES = [
  '',
  '0',
  '-1',
  'INFINITY',
  '-INFINITY',
  '999999999999999999999',
  'true',
  'Stopped',
  '\u0000x',
  'é',
  '%0',
  '[',
  '((a+)+)+$',
  '#uname',
  'P1Y',
  '1e9',
  'node1',
  ' ',
];

/** What is done to an input: one damage, as data, so that fast-check can shrink it. */
const damage = fc.oneof(
  fc.record({
    kind: fc.constant('cut' as const),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(200),
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: fc.string({ maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('value' as const),
    which: fc.double({ min: 0, max: 1, noNaN: true }),
    value: fc.constantFrom(...ODD_VALUES),
  }),
  fc.record({
    kind: fc.constant('value' as const),
    which: fc.double({ min: 0, max: 1, noNaN: true }),
    value: fc.string({ maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant('drop' as const), which: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant('repeat' as const),
    which: fc.double({ min: 0, max: 1, noNaN: true }),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('reference' as const),
    which: fc.double({ min: 0, max: 1, noNaN: true }),
    other: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

const place = (fraction: number, length: number): number =>
  Math.min(length - 1, Math.floor(fraction * length));

function apply(xml: string, one: Damage): string {
  if (one.kind === 'cut') {
    const start = place(one.from, xml.length);
    return xml.slice(0, start) + xml.slice(start + one.length);
  }
  if (one.kind === 'insert') {
    const at = place(one.at, xml.length);
    return xml.slice(0, at) + one.text + xml.slice(at);
  }
  const parsed = parseCib(xml);
  if (!parsed.ok) return xml;
  const root = parsed.value.root;
  const elements: { element: XmlElement; parent: XmlElement }[] = [];
  const walk = (parent: XmlElement): void => {
    for (const element of parent.elements()) {
      elements.push({ element, parent });
      walk(element);
    }
  };
  walk(root);
  const chosen = elements[place(one.which, elements.length)];
  if (chosen === undefined) return xml;
  const { element, parent } = chosen;
  const index = parent.children.indexOf(element);
  switch (one.kind) {
    case 'value': {
      const count = element.attributes.length / 2;
      if (count > 0)
        element.attributes[2 * place(one.which * 7 - Math.floor(one.which * 7), count) + 1] = one.value;
      break;
    }
    case 'drop':
      parent.children.splice(index, 1);
      break;
    case 'repeat':
      for (let i = 0; i < one.times; i++) parent.children.splice(index, 0, element);
      break;
    case 'reference': {
      const other = elements[place(one.other, elements.length)]?.element.get('id') ?? null;
      const names = [
        'rsc',
        'with-rsc',
        'first',
        'then',
        'id',
        'id-ref',
        'template',
        'container',
        'value',
      ].filter((name) => element.get(name) !== null);
      const name = names[place(one.other, names.length)];
      if (other !== null && name !== undefined) element.set(name, other);
      break;
    }
  }
  return writeXml(root);
}

let done = 0;
let longest = 0;
let current = '';
const input = fc.record({
  seed: fc.nat(seeds.length - 1),
  damages: fc.array(damage, { minLength: 1, maxLength: 4 }),
});
const outcome = fc.check(
  fc.property(input, ({ seed, damages }) => {
    current = damages.reduce(apply, seeds[seed] as string);
    const started = performance.now();
    const result = simulate({
      cib: current,
      options: {
        ...DEFAULT_OPTIONS,
        run: true,
        simulate: true,
        showScores: true,
        artefacts: { inputCib: false, outputCib: true, graph: true, dot: true },
        keepReasons: done % 2 === 0,
      },
      now: { epoch: 1_800_000_000, offset: 0 },
      localOffset: () => 0,
      commandLine: '',
    });
    const took = performance.now() - started;
    longest = Math.max(longest, took);
    done++;
    if (process.stderr.isTTY && done % 200 === 0)
      process.stderr.write(`\r${done} inputs, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB `);
    return took < SLOW_MS && Number.isInteger(result.exitCode);
  }),
  { numRuns: Number(values.count), seed: Number(values.seed), endOnFailure: false },
);
if (process.stderr.isTTY) process.stderr.write('\r');
if (outcome.failed) {
  writeFileSync('/tmp/hawser-fuzz.xml', current);
  console.log(fc.defaultReportMessage(outcome)?.slice(0, 4000));
  console.log('the last input tried is in /tmp/hawser-fuzz.xml');
  process.exitCode = 1;
}
const peak = Math.round(process.memoryUsage().rss / 2 ** 20);
console.log(
  `fuzz: ${done} inputs, ${outcome.failed ? 'failed' : 'no crash, no hang'}; longest ${Math.round(longest)} ms, ${peak} MiB at the end (seed ${values.seed})`,
);
