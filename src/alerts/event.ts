/** What operators can be told of: something that has happened in the cluster, as the node sees it that tells. */
export type AlertEvent =
  /** A node has become a member of the cluster, or is one no more. */
  | {
      readonly kind: 'node';
      readonly node: string;
      readonly nodeId: string;
      readonly change: 'member' | 'lost';
    }
  /** A fencing has ended. */
  | {
      readonly kind: 'fencing';
      readonly target: string;
      readonly operation: string;
      /** Who ran the agent that decided; `null` where there was none. */
      readonly executor: string | null;
      readonly client: string;
      /** `OK`, or why it failed. */
      readonly result: string;
      readonly isDone: boolean;
      /** Id of the fencing's record. */
      readonly reference: string;
    }
  /** An operation has ended on this node, or was cancelled. */
  | {
      readonly kind: 'resource';
      readonly node: string;
      readonly resource: string;
      readonly task: string;
      readonly intervalMs: number;
      readonly rc: number;
      readonly targetRc: number;
      /** Execution status (spec A5.6.1). */
      readonly status: number;
      readonly executionMs: number;
    }
  /** A transient attribute of a node has another value; `null`: it is gone. */
  | {
      readonly kind: 'attribute';
      readonly node: string;
      readonly nodeId: string;
      readonly name: string;
      readonly value: string | null;
    };

export type AlertKind = AlertEvent['kind'];
