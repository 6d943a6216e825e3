import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseCib } from '../cib/parse.ts';
import { explainAction } from '../explain/action.ts';
import { actionSentence } from '../explain/action-sentence.ts';
import { findSmallestChange } from '../explain/counterfactual.ts';
import { explainInstances, explainPlacement } from '../explain/placement.ts';
import { actionJson, counterfactualJson, placementJson } from '../explain/render-json.ts';
import { renderCounterfactual, renderInstances, renderPlacement } from '../explain/render-text.ts';
import { failureWords } from '../result/failure-words.ts';
import { nearMiss } from '../result/near-miss.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import type { Resource } from '../scheduler/model/resource.ts';
import { schedule } from '../scheduler/schedule.ts';
import { findNode, findResource } from '../scheduler/unpack/find.ts';
import { problemLines } from '../simulator/problem-lines.ts';
import { askFor, complain } from './live/connection.ts';
import { localOffset, nowOf } from './wall-clock.ts';

const USAGE = `usage: hawser explain RESOURCE [--node NODE] -x CIB     where it is and why, and what would place it on NODE
       hawser explain ACTION [--node NODE] -x CIB       why an action happens, or why it cannot
       hawser explain --all -x CIB                      every resource, one line each
       without -x CIB: on the live cluster [--socket PATH]
options: --output-format text|json, --budget N (schedules tried for --node, default 500)`;

const EXIT = { ok: 0, failed: 1, usage: 64, noInput: 66, badCib: 78 } as const;

/** `hawser explain`. Writes to standard output; answers with the exit code. */
export async function explain(argv: readonly string[]): Promise<number> {
  const parsed = readArguments(argv);
  if (parsed === 'help') {
    console.log(USAGE);
    return EXIT.ok;
  }
  if (typeof parsed === 'string') {
    console.error(`hawser explain: ${parsed}\n${USAGE}`);
    return EXIT.usage;
  }
  const text = parsed.file === null ? await readLive(parsed.socket) : readInput(parsed.file);
  if (text === null) {
    if (parsed.file !== null) {
      console.error(`hawser explain: cannot read ${parsed.file}; give a CIB file with -x`);
    }
    return EXIT.noInput;
  }
  const cib = parseCib(text);
  if (!cib.ok) {
    for (const line of problemLines(cib.problems, parsed.file ?? 'the live CIB')) console.error(line);
    return EXIT.badCib;
  }
  // The same moment a simulation takes, or the two would disagree about expired rules and failures.
  const now = nowOf(cib.value);
  const cluster = schedule(cib.value, now, {
    keepReasons: true,
    recordScores: true,
    recordUtilization: false,
    localOffset,
  });
  const wanted = parsed.subject === null ? cluster.resources : [findResource(cluster, parsed.subject)];
  const resources = wanted.filter((resource) => resource !== null);
  if (parsed.node !== null && findNode(cluster, parsed.node) === null) {
    const names = cluster.nodes.map((node) => node.name);
    const hint = meant(parsed.node, names) ?? `nodes are ${names.join(', ')}`;
    console.error(`hawser explain: there is no node ${parsed.node}; ${hint}`);
    return EXIT.failed;
  }
  if (parsed.subject !== null && resources.length === 0) {
    const actions = explainAction(cluster, parsed.subject, parsed.node);
    if (actions.length === 0) {
      const hint = meant(parsed.subject, [...cluster.resourcesById.keys()]);
      const more = hint === null ? '' : `; ${hint}`;
      console.error(
        `hawser explain: ${parsed.subject} is neither a resource nor an action of this cluster${more}`,
      );
      return EXIT.failed;
    }
    print(parsed.format, actions.map(actionJson), actions.map(actionSentence));
    return EXIT.ok;
  }
  const full = parsed.subject !== null;
  const lines = resources.flatMap((resource) => renderResource(cluster, resource, full));
  const json: Record<string, unknown> = {
    placements: resources.flatMap((resource) => explainPlacement(cluster, resource)).map(placementJson),
  };
  if (parsed.subject !== null && parsed.node !== null) {
    const [resource] = resources;
    const node = findNode(cluster, parsed.node);
    if (resource !== undefined && node !== null) {
      const answer = findSmallestChange({
        cib: cib.value,
        cluster,
        resource,
        node: node.name,
        now,
        budget: parsed.budget,
      });
      lines.push(...renderCounterfactual(resource.id, node.name, answer));
      json.counterfactual = counterfactualJson(node.name, answer);
    }
  }
  print(parsed.format, json, lines);
  return EXIT.ok;
}

/** `did you mean …?`, when something known is near. */
function meant(word: string, known: readonly string[]): string | null {
  const near = nearMiss(word, known);
  return near === null ? null : `did you mean ${near}?`;
}

function renderResource(cluster: Cluster, resource: Resource, full: boolean): readonly string[] {
  if (resource.kind === 'clone' || resource.kind === 'bundle')
    return renderInstances(explainInstances(cluster, resource), full);
  return explainPlacement(cluster, resource).flatMap((explanation) => renderPlacement(explanation, full));
}

interface ExplainArguments {
  readonly subject: string | null;
  readonly node: string | null;
  /** `null` for the live cluster. */
  readonly file: string | null;
  readonly socket: string | null;
  readonly format: 'text' | 'json';
  readonly budget: number;
}

/** The arguments, `help`, or what is wrong with them. */
function readArguments(argv: readonly string[]): ExplainArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        node: { type: 'string', short: 'n' },
        'xml-file': { type: 'string', short: 'x' },
        live: { type: 'boolean', default: false },
        socket: { type: 'string' },
        'output-format': { type: 'string', default: 'text' },
        budget: { type: 'string', default: '500' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const [subject] = positionals;
    const file = values['xml-file'] ?? null;
    const format = values['output-format'];
    const budget = Number(values.budget);
    if (file !== null && values.live) return 'either a file (-x) or the live cluster (--live), not both';
    if (positionals.length > 1) return `one resource or action at a time, not ${positionals.length}`;
    if (subject === undefined && !values.all) return 'name a resource or an action, or say --all';
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    if (!Number.isInteger(budget) || budget < 0)
      return `--budget is a number of schedules, not ${values.budget}`;
    return {
      subject: subject ?? null,
      node: values.node ?? null,
      file,
      socket: values.socket ?? null,
      format,
      budget,
    };
  } catch (error) {
    return failureWords(error);
  }
}

/** The CIB of the live cluster; `null` after saying why there is none. */
async function readLive(socket: string | null): Promise<string | null> {
  const answer = await askFor('cib', { kind: 'read-cib' }, socket);
  if (answer.ok) return answer.value.xml;
  complain('explain', answer.problems);
  return null;
}

function readInput(file: string): string | null {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    return null;
  }
}

function print(format: 'text' | 'json', json: unknown, lines: readonly string[]): void {
  console.log(format === 'json' ? JSON.stringify(json, null, 2) : lines.join('\n'));
}
