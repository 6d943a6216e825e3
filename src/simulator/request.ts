import type { XmlElement } from '../cib/xml/element.ts';
import type { DateTime } from '../result/date-time.ts';

/** Synthetic events, in the words they were asked for (spec C6.6). Lists keep the order of the command line. */
export interface SyntheticEvents {
  readonly quorum: string | null;
  readonly watchdog: string | null;
  readonly nodesUp: readonly string[];
  readonly nodesDown: readonly string[];
  readonly nodesFailed: readonly string[];
  readonly operations: readonly string[];
  readonly ticketsGranted: readonly string[];
  readonly ticketsRevoked: readonly string[];
  readonly ticketsStandby: readonly string[];
  readonly ticketsActivated: readonly string[];
}

/** Documents the caller wants besides the output. */
export interface WantedArtefacts {
  /** The CIB after synthetic events. */
  readonly inputCib: boolean;
  /** The resulting CIB. */
  readonly outputCib: boolean;
  readonly graph: boolean;
  readonly dot: boolean;
}

/** What a simulation is asked to do and to show. */
export interface SimulateOptions {
  readonly format: 'text' | 'xml' | 'none';
  /** `--text-fancy`: titles and bullets even where plain text is the default. */
  readonly fancy: boolean;
  /** Compute the cluster's response (`-R`). */
  readonly run: boolean;
  /** Carry the response out on paper (`-S`). */
  readonly simulate: boolean;
  readonly showAttributes: boolean;
  readonly showFailCounts: boolean;
  readonly showScores: boolean;
  readonly showUtilization: boolean;
  readonly quiet: boolean;
  readonly verbosity: number;
  /** Every possible action in the dot graph. */
  readonly allActions: boolean;
  /** Effective time as given (`-t`); `null` takes the CIB's or the request's. */
  readonly dateTime: string | null;
  readonly events: SyntheticEvents;
  /** Operations that fail when carried out (`--op-fail`). */
  readonly failures: readonly string[];
  readonly artefacts: WantedArtefacts;
  /** Keep the reasons of the decisions in `SimulationResult.cluster`. */
  readonly keepReasons: boolean;
}

/** One simulation: a CIB, what to do with it, and the time it happens at. */
export interface SimulateRequest {
  /** CIB as text, or already read. The tree is not changed. */
  readonly cib: string | XmlElement;
  readonly options: SimulateOptions;
  readonly now: DateTime;
  /** Offset of local time from UTC at a moment, in seconds. */
  readonly localOffset: (epochSeconds: number) => number;
  /** Command line shown in XML output; empty when there is none. */
  readonly commandLine: string;
  /** Name of the input in messages: a file, say. */
  readonly inputName?: string;
}

/** No synthetic event. */
export const NO_EVENTS: SyntheticEvents = {
  quorum: null,
  watchdog: null,
  nodesUp: [],
  nodesDown: [],
  nodesFailed: [],
  operations: [],
  ticketsGranted: [],
  ticketsRevoked: [],
  ticketsStandby: [],
  ticketsActivated: [],
};

/** Show the status, do nothing: the options of a call without arguments. */
export const DEFAULT_OPTIONS: SimulateOptions = {
  format: 'text',
  fancy: false,
  run: false,
  simulate: false,
  showAttributes: false,
  showFailCounts: false,
  showScores: false,
  showUtilization: false,
  quiet: false,
  verbosity: 0,
  allActions: false,
  dateTime: null,
  events: NO_EVENTS,
  failures: [],
  artefacts: { inputCib: false, outputCib: false, graph: false, dot: false },
  keepReasons: false,
};
