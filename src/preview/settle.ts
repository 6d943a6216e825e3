import type { Cib } from '../cib/model/cib.ts';
import { readCib } from '../cib/read/cib.ts';
import { XmlDocument } from '../cib/xml/document.ts';
import type { DateTime } from '../result/date-time.ts';
import { parametersDigest } from '../scheduler/history/canonical-digest.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import { AS_LIVE } from '../scheduler/model/schedule-options.ts';
import { schedule } from '../scheduler/schedule.ts';
import { findResource } from '../scheduler/unpack/find.ts';
import { CibEditor } from '../simulator/edit/cib-editor.ts';
import { copyTree } from '../simulator/edit/copy-tree.ts';
import type { ExecutionEvent } from '../simulator/execution/event.ts';
import { execute } from '../simulator/execution/execute.ts';
import { graphSteps } from '../simulator/execution/graph-steps.ts';

/** Transitions after which a cluster that still has something to do is taken to come to no rest. */
const MOST_TRANSITIONS = 20;

/** The moment everything happens at. */
export interface Moment {
  readonly now: DateTime;
  /** Offset of local time from UTC at a moment, in seconds. */
  readonly localOffset: (epochSeconds: number) => number;
}

/** A cluster that was left to itself on paper. */
export interface Settled {
  /** As it is when it has nothing more to do. */
  readonly cluster: Cluster;
  /** What happened on the way, in order. */
  readonly events: readonly ExecutionEvent[];
  /** False when it still had something to do after many transitions. */
  readonly isAtRest: boolean;
}

/** Decides about a CIB as a live cluster does: private values are as they were when operations ran. */
export function decided(cib: Cib, { now, localOffset }: Moment): Cluster {
  return schedule(cib, now, { ...AS_LIVE, localOffset });
}

/** Lets a cluster do on paper what it has to do, until there is nothing more. The given CIB is left alone. */
export function settle(cib: Cib, moment: Moment): Settled {
  const editor = new CibEditor(copyTree(cib.root));
  const events: ExecutionEvent[] = [];
  let cluster = decided(cib, moment);
  for (let round = 0; round < MOST_TRANSITIONS; round++) {
    const { graph } = cluster;
    if (graph === null || graph.synapses.every(({ action }) => action.isPseudo)) {
      return { cluster, events, isAtRest: true };
    }
    const done = execute(graphSteps(cluster, graph), {
      editor,
      isKnownResource: (id) => findResource(cluster, id) !== null,
      failures: [],
      digest: parametersDigest,
      time: moment.now.epoch,
    });
    events.push(...done.events);
    cluster = decided(readCib(new XmlDocument(copyTree(editor.root))), moment);
  }
  return { cluster, events, isAtRest: false };
}
