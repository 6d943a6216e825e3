import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCib } from '../../src/cib/parse.ts';
import { pcs } from '../../src/cli/pcs/pcs.ts';
import type { Cluster } from '../../src/scheduler/model/cluster.ts';
import type { Resource } from '../../src/scheduler/model/resource.ts';
import { Role } from '../../src/scheduler/model/role.ts';
import { schedule } from '../../src/scheduler/schedule.ts';
import { DEFAULT_OPTIONS, NO_EVENTS, type SyntheticEvents } from '../../src/simulator/request.ts';
import { simulate } from '../../src/simulator/simulate.ts';

/** 2026-01-01T00:00:00Z, a Thursday. */
const NEW_YEAR = 1_767_225_600;

/** Transitions after which a cluster that still has something to do never comes to rest. */
const MOST_TRANSITIONS = 20;

/**
 * A cluster on paper: configured with pcs commands as operators type them, and carried on by the scheduler until it has
 * nothing more to do. Every node is online until it is lost.
 */
export class PaperCluster {
  /** Where its CIB is. */
  readonly file: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'hawser-paper-'));

  /** `resources`: XML for what no test configures by itself, a fence device say. */
  constructor(nodes: readonly string[], resources = '') {
    this.file = join(this.#folder, 'cib.xml');
    writeFileSync(this.file, initialCib(nodes, resources));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** The whole CIB as it is. */
  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  async #run(line: string): Promise<{ readonly code: number; readonly err: string }> {
    let err = '';
    const code = await pcs(['-f', this.file, ...line.split(' ').filter((word) => word !== '')], {
      out: () => {},
      err: (text) => {
        err += text;
      },
    });
    return { code, err };
  }

  /** Runs command lines that must be accepted. */
  async pcs(...lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      const { code, err } = await this.#run(line);
      if (code !== 0) throw new Error(`refused: ${line}\n${err}`);
    }
  }

  /** Creates a resource; its agent need not be installed here. */
  create(id: string, words = ''): Promise<void> {
    return this.pcs(`resource create ${id} ocf:pacemaker:Dummy ${words} --force`);
  }

  /** What the scheduler makes of the cluster as it is. */
  decided(): Cluster {
    const parsed = parseCib(this.text);
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
    return schedule(
      parsed.value,
      { epoch: NEW_YEAR, offset: 0 },
      {
        keepReasons: false,
        recordScores: false,
        recordUtilization: false,
      },
    );
  }

  /**
   * Lets something happen, then carries transitions out on paper until there is nothing left to do. Answers with the steps in their
   * order: `start db node1`, `fence node2`.
   */
  settle(events: Partial<SyntheticEvents> = {}): readonly string[] {
    const steps: string[] = [];
    let happening: SyntheticEvents = { ...NO_EVENTS, ...events };
    for (let round = 0; round < MOST_TRANSITIONS; round++) {
      const result = simulate({
        cib: this.text,
        options: {
          ...DEFAULT_OPTIONS,
          run: true,
          simulate: true,
          dateTime: String(NEW_YEAR),
          events: happening,
          artefacts: { inputCib: false, outputCib: true, graph: false, dot: false },
        },
        now: { epoch: NEW_YEAR, offset: 0 },
        localOffset: () => 0,
        commandLine: '',
      });
      if (result.artefacts.outputCib === null) throw new Error(result.errors.join('\n') || result.output);
      writeFileSync(this.file, result.artefacts.outputCib);
      const done = executedSteps(result.output);
      steps.push(...done);
      happening = NO_EVENTS;
      if (done.length === 0) return steps;
    }
    throw new Error(`the cluster does not come to rest:\n${steps.join('\n')}`);
  }

  /** The node dies without a word; it is fenced where fencing is enabled. */
  lose(...nodes: readonly string[]): readonly string[] {
    return this.settle({ nodesFailed: nodes });
  }

  /** The node comes back, with nothing running. */
  boot(...nodes: readonly string[]): readonly string[] {
    return this.settle({ nodesUp: nodes });
  }

  /** Nodes on which a resource, or anything in it, runs; promoted instances as `NODE:Promoted`. */
  where(id: string): readonly string[] {
    const cluster = this.decided();
    const found = new Set<string>();
    for (const resource of cluster.resourcesById.values()) {
      if (resource.kind !== 'primitive' || !isIn(resource, id)) continue;
      for (const node of resource.runningOn) {
        found.add(resource.role === Role.Promoted ? `${node.name}:Promoted` : node.name);
      }
    }
    return [...found].sort();
  }
}

function isIn(resource: Resource, id: string): boolean {
  for (let one: Resource | null = resource; one !== null; one = one.parent) {
    if (one.id === id || one.configuredId === id) return true;
  }
  return false;
}

/** What a simulation says it carried out, probes and recurring monitors left out. */
function executedSteps(output: string): readonly string[] {
  const steps: string[] = [];
  for (const line of output.split('\n')) {
    const action = /^ {2}\* Resource action: (\S+)\s+(\S+) on (\S+)$/.exec(line);
    if (action !== null && !/^monitor|^cancel/.test(action[2] as string))
      steps.push(`${action[2]} ${action[1]} ${action[3]}`);
    const fencing = /^ {2}\* Fencing (\S+) /.exec(line);
    if (fencing !== null) steps.push(`fence ${fencing[1]}`);
  }
  return steps;
}

function initialCib(nodes: readonly string[], resources: string): string {
  const entries = nodes.map((name, i) => `      <node id="${i + 1}" uname="${name}"/>`);
  const states = nodes.map(
    (name, i) =>
      `    <node_state id="${i + 1}" uname="${name}" in_ccm="true" crmd="online" join="member" expected="member"/>`,
  );
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0" have-quorum="1" dc-uuid="1">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="${resources.includes('stonith')}"/>
      </cluster_property_set>
    </crm_config>
    <nodes>
${entries.join('\n')}
    </nodes>
    <resources>${resources}</resources>
    <constraints/>
  </configuration>
  <status>
${states.join('\n')}
  </status>
</cib>
`;
}

/** A fence device that reaches every node. */
export const FENCING =
  '<primitive id="Fencing" class="stonith" type="fence_ipmilan"><operations><op id="Fencing-monitor" name="monitor" interval="60s"/></operations></primitive>';
