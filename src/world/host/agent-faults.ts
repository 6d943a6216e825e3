import type { AgentBehaviour } from '../model/step.ts';

interface AgentFault {
  readonly host: string | null;
  readonly resource: string;
  readonly task: string;
  readonly behaviour: AgentBehaviour;
  timesLeft: number | null;
}

/** Id of a resource without the number of its instance. */
export function baseId(resource: string): string {
  return resource.replace(/:\d+$/, '');
}

/** How agents misbehave just now. */
export class AgentFaults {
  #faults: AgentFault[] = [];

  /** The latest word on a host, resource and task replaces earlier ones; `null` ends the misbehaviour. */
  set(
    host: string | null,
    resource: string,
    task: string,
    behaviour: AgentBehaviour | null,
    times: number | null,
  ): void {
    this.#faults = this.#faults.filter(
      (fault) => fault.host !== host || fault.resource !== resource || fault.task !== task,
    );
    if (behaviour !== null) this.#faults.push({ host, resource, task, behaviour, timesLeft: times });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Behaviour of one run, which counts against `times`. */
  take(host: string, resource: string, task: string): { behaviour: AgentBehaviour; isLast: boolean } | null {
    const fault = this.#faults.find(
      (f) => (f.host === null || f.host === host) && f.resource === baseId(resource) && f.task === task,
    );
    if (fault === undefined) return null;
    if (fault.timesLeft !== null) {
      fault.timesLeft--;
      if (fault.timesLeft <= 0) this.#faults = this.#faults.filter((f) => f !== fault);
    }
    return { behaviour: fault.behaviour, isLast: fault.timesLeft !== null };
  }
}
