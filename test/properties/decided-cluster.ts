import { readCib } from '../../src/cib/read/cib.ts';
import type { XmlElement } from '../../src/cib/xml/element.ts';
import type { Cluster } from '../../src/scheduler/model/cluster.ts';
import { schedule } from '../../src/scheduler/schedule.ts';
import { DEFAULT_OPTIONS } from '../../src/simulator/request.ts';
import { simulate } from '../../src/simulator/simulate.ts';
import { type GeneratedCib, generateCib } from '../oracle/generate.ts';
import { mutate } from '../oracle/mutate.ts';
import { Random } from '../oracle/random.ts';
import { cloneTree } from '../oracle/tree.ts';

/** The moment all generated clusters are decided at; their execution-date says the same. */
export const NOW = { epoch: 1_800_000_000, offset: 0 };

/** Decides a tree, with reasons and score records. */
export function decideTree(root: XmlElement): Cluster {
  return schedule(readCib(root), NOW, { keepReasons: true, recordScores: true, recordUtilization: false });
}

/** The CIB after its transition was carried out on paper, as text; `null` when the transition did not complete. */
export function afterTransition(cib: string | XmlElement): string | null {
  const result = simulate({
    cib,
    options: {
      ...DEFAULT_OPTIONS,
      run: true,
      simulate: true,
      quiet: true,
      artefacts: { inputCib: false, outputCib: true, graph: false, dot: false },
    },
    now: NOW,
    localOffset: () => 0,
    commandLine: '',
  });
  return result.exitCode === 0 ? result.artefacts.outputCib : null;
}

/** Random clusters: fresh ones, and ones to which something has happened. */
export function* randomTrees(
  seed: number,
  count: number,
): Generator<{ readonly generated: GeneratedCib; readonly root: XmlElement }> {
  const random = new Random(seed);
  for (let i = 0; i < count; i++) {
    const generated = generateCib(random);
    const root = cloneTree(generated.root);
    if (random.chance(0.7)) mutate(root, random, generated);
    yield { generated, root };
  }
}
