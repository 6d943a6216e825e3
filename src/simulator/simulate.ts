import type { Cib } from '../cib/model/cib.ts';
import { parseCib } from '../cib/parse.ts';
import { readCib } from '../cib/read/cib.ts';
import { XmlDocument } from '../cib/xml/document.ts';
import type { Problem, Result } from '../result/problem.ts';
import { renderDot } from '../scheduler/graph/dot.ts';
import { renderGraphXml } from '../scheduler/graph/xml.ts';
import { parametersDigest } from '../scheduler/history/canonical-digest.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ScheduleOptions } from '../scheduler/model/schedule-options.ts';
import { decide } from '../scheduler/schedule.ts';
import { summarizeTransition } from '../scheduler/summary/transition-summary.ts';
import { findResource } from '../scheduler/unpack/find.ts';
import { unpack } from '../scheduler/unpack/unpack.ts';
import { CibEditor } from './edit/cib-editor.ts';
import { copyTree } from './edit/copy-tree.ts';
import { type EffectiveTime, effectiveTime } from './effective-time.ts';
import { execute } from './execution/execute.ts';
import { graphSteps } from './execution/graph-steps.ts';
import { ExitCode, exitMessage } from './exit-code.ts';
import { hasEvents, inject } from './injection/inject.ts';
import { problemLines } from './problem-lines.ts';
import type { Section } from './report/report.ts';
import type { SimulateOptions, SimulateRequest } from './request.ts';
import { describeStatus, introduction } from './status/status-sections.ts';
import { reportText } from './text/report-text.ts';
import { prettyXml } from './xml/pretty.ts';
import { reportXml } from './xml/report-xml.ts';

/** Documents made on the way, as text; `null` when not asked for or never reached. */
export interface SimulationArtefacts {
  readonly inputCib: string | null;
  readonly outputCib: string | null;
  readonly graph: string | null;
  readonly dot: string | null;
}

/** What came out of a simulation. Nothing has been written anywhere. */
export interface SimulationResult {
  /** Standard output, complete. */
  readonly output: string;
  /** Lines for standard error, without line ends. */
  readonly errors: readonly string[];
  readonly exitCode: number;
  readonly problems: readonly Problem[];
  readonly artefacts: SimulationArtefacts;
}

/** Plays through what the cluster would do (spec C6): pure, one call, text in and text out. */
export function simulate(request: SimulateRequest): SimulationResult {
  const read = readRequestedCib(request);
  if (!read.ok) return new Simulation(request, read.problems).fail();
  return new Simulation(request, read.problems).run(read.value);
}

function readRequestedCib({ cib }: SimulateRequest): Result<Cib> {
  if (typeof cib === 'string') return parseCib(cib);
  return { ok: true, value: readCib(new XmlDocument(cib)), problems: [] };
}

/** Something has to be scheduled when its outcome is asked for in any form (spec C6.2.6). */
function needsSchedule(options: SimulateOptions): boolean {
  const { run, showScores, showUtilization, artefacts } = options;
  return run || playsOn(options) || showScores || showUtilization || artefacts.graph || artefacts.dot;
}

/** The transition is carried out on paper; an operation that is to fail has to be (observed). */
function playsOn({ simulate, failures }: SimulateOptions): boolean {
  return simulate || failures.length > 0;
}

const VALIDATION_OFF =
  'Schema validation of configuration is disabled (enabling is encouraged and prevents common misconfigurations)';

/**
 * Problems that make crm_simulate abort: what is told is decided without the offending part, and the exit code says
 * that it cannot be relied on.
 */
const SENSELESS: ReadonlySet<string> = new Set(['HWS-CON-025']);

/** One run: collects what is told, what goes wrong and the documents made on the way. */
class Simulation {
  readonly #request: SimulateRequest;
  readonly #options: SimulateOptions;
  readonly #settings: ScheduleOptions;
  readonly #problems: Problem[];
  readonly #sections: Section[] = [];
  /** Complaints that belong to the report: XML output holds them itself. */
  readonly #errors: string[] = [];
  /** Lines for standard error in any format. */
  readonly #notices: string[] = [];
  #exitCode: number = ExitCode.Ok;
  #inputCib: string | null = null;
  #outputCib: string | null = null;
  #graph: string | null = null;
  #dot: string | null = null;

  constructor(request: SimulateRequest, problems: readonly Problem[]) {
    this.#request = request;
    this.#options = request.options;
    this.#problems = [...problems];
    this.#settings = {
      keepReasons: request.options.keepReasons,
      recordScores: request.options.showScores,
      recordUtilization: request.options.showUtilization,
      localOffset: request.localOffset,
    };
  }

  /** The CIB could not even be read. */
  fail(): SimulationResult {
    this.#exitCode = ExitCode.Config;
    this.#errors.push(...problemLines(this.#problems, this.#request.inputName ?? null));
    return this.#result();
  }

  run(given: Cib): SimulationResult {
    const options = this.#options;
    if (given.validateWith === 'none' || given.validateWith === 'pacemaker-next') {
      this.#notices.push(VALIDATION_OFF);
    }
    const time = effectiveTime(this.#request, given);
    let cib = given;
    let cluster = unpack(cib, time.now, this.#settings);
    let editor: CibEditor | null = null;

    this.#tellTime(time);
    this.#inform(cluster);
    if (this.#tells) {
      this.#sections.push(...introduction(cluster));
      this.#sections.push(describeStatus(cluster, options, false));
    }
    if (hasEvents(options.events)) {
      editor = new CibEditor(copyTree(cib.root));
      if (!this.#inject(editor, cluster)) return this.#result();
      this.#tellTime(time);
      cib = readCib(new XmlDocument(editor.root));
      cluster = unpack(cib, time.now, this.#settings);
      this.#inform(cluster);
    }
    if (options.artefacts.inputCib) this.#inputCib = prettyXml(editor?.root ?? cib.root);
    if (needsSchedule(options)) this.#schedule(cluster);
    if (playsOn(options)) {
      editor ??= new CibEditor(copyTree(cib.root));
      this.#execute(editor, cluster);
      this.#revise(editor, time);
    }
    if (options.artefacts.outputCib) this.#outputCib = prettyXml(editor?.root ?? cib.root);
    return this.#result();
  }

  /** Whether anything besides scores is told: quiet text is not described in vain. */
  get #tells(): boolean {
    return !this.#options.quiet || this.#options.format === 'xml';
  }

  #tellTime({ text }: EffectiveTime): void {
    if (text !== null) this.#sections.push({ kind: 'date', text });
  }

  /** Tells what reading the status brought up; information lines are for ears that want to hear (spec C1.7.6). */
  #inform(cluster: Cluster): void {
    if (this.#options.quiet) return;
    const texts = cluster.records.flatMap((record) => (record.kind === 'info' ? [record.text] : []));
    if (texts.length > 0) this.#sections.push({ kind: 'information', texts });
  }

  /** Performs the synthetic events; false when the run cannot go on. */
  #inject(editor: CibEditor, cluster: Cluster): boolean {
    const { events } = this.#options;
    const { modifications, complaints, problem } = inject(editor, events, cluster, this.#request.now.epoch);
    const { quorum, watchdog } = events;
    this.#sections.push({ kind: 'modifications', quorum, watchdog, items: modifications });
    this.#errors.push(...complaints);
    if (problem === null) return true;
    this.#problems.push(problem);
    this.#errors.push(...problemLines([problem], null));
    this.#exitCode = ExitCode.DataError;
    return false;
  }

  #schedule(cluster: Cluster): void {
    const options = this.#options;
    const informed = cluster.records.length;
    decide(cluster);
    this.#problems.push(...cluster.problems);
    const senseless = cluster.problems.filter(({ code }) => SENSELESS.has(code));
    if (senseless.length > 0) {
      this.#notices.push(...problemLines(senseless, this.#request.inputName ?? null));
      this.#exitCode = ExitCode.Config;
    }
    if (options.showScores || options.showUtilization) {
      this.#sections.push({
        kind: 'scores',
        hasScores: options.showScores,
        hasUtilization: options.showUtilization,
        records: cluster.records.slice(informed).filter(({ kind }) => !options.quiet || kind !== 'info'),
      });
    }
    if (this.#tells) this.#sections.push({ kind: 'actions', entries: summarizeTransition(cluster) });
    if (options.artefacts.graph && cluster.graph !== null) {
      this.#graph = renderGraphXml(cluster.graph, cluster);
    }
    if (options.artefacts.dot) {
      this.#dot = renderDot(cluster, { allActions: options.allActions, verbose: options.verbosity > 0 });
    }
  }

  #execute(editor: CibEditor, cluster: Cluster): void {
    if (cluster.graph === null) return;
    const { events, isComplete } = execute(graphSteps(cluster, cluster.graph), {
      editor,
      isKnownResource: (id) => findResource(cluster, id) !== null,
      failures: this.#options.failures,
      digest: parametersDigest,
      time: this.#request.now.epoch,
    });
    this.#sections.push({ kind: 'transition', events });
    if (isComplete) return;
    this.#errors.push('Transition failed: terminated', 'An invalid transition was produced');
    this.#exitCode = ExitCode.Error;
  }

  #revise(editor: CibEditor, time: EffectiveTime): void {
    this.#tellTime(time);
    if (!this.#tells) {
      this.#sections.push({ kind: 'revision' });
      return;
    }
    // What is private matters in the simulated future no more.
    const settings = { ...this.#settings, trustsPrivateValues: true };
    const revised = unpack(readCib(new XmlDocument(editor.root)), time.now, settings);
    this.#inform(revised);
    this.#sections.push(describeStatus(revised, this.#options, true));
  }

  #result(): SimulationResult {
    return {
      output: this.#output(),
      errors: this.#options.format === 'xml' ? this.#notices : [...this.#notices, ...this.#errors],
      exitCode: this.#exitCode,
      problems: this.#problems,
      artefacts: {
        inputCib: this.#inputCib,
        outputCib: this.#outputCib,
        graph: this.#graph,
        dot: this.#dot,
      },
    };
  }

  #output(): string {
    const { format, fancy, showScores, showUtilization, quiet } = this.#options;
    const { localOffset, commandLine } = this.#request;
    if (format === 'none') return '';
    if (format === 'xml') {
      const exitCode = this.#exitCode;
      const outcome = { exitCode, message: exitMessage(exitCode), errors: this.#errors };
      return reportXml(this.#sections, commandLine, outcome, localOffset);
    }
    const isFancy = fancy || !(showScores || showUtilization);
    return reportText(this.#sections, { isFancy, isQuiet: quiet, localOffset });
  }
}
