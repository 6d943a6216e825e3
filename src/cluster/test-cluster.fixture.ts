import { ClusterOnOneMachine, type MachineNode } from './cluster-on-one-machine.ts';
import { MemoryStore } from './memory-store.ts';
import { ScriptedServices } from './scripted-agents.fixture.ts';

const NODES: readonly MachineNode[] = [1, 2, 3].map((nodeId) => ({ nodeId, name: `node${nodeId}` }));

function service(id: string): string {
  return (
    `<primitive id="${id}" class="ocf" provider="hawser" type="web"><operations>` +
    `<op id="${id}-monitor" name="monitor" interval="1s"/></operations></primitive>`
  );
}

const CIB =
  '<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0"><configuration><crm_config>' +
  '<cluster_property_set id="options"><nvpair id="o1" name="stonith-enabled" value="true"/>' +
  '<nvpair id="o2" name="stonith-action" value="off"/><nvpair id="o3" name="no-quorum-policy" value="stop"/>' +
  '</cluster_property_set></crm_config><nodes>' +
  `${NODES.map(({ nodeId, name }) => `<node id="${nodeId}" uname="${name}"/>`).join('')}</nodes><resources>` +
  '<primitive id="power" class="stonith" type="fence_scripted"><instance_attributes id="pa">' +
  '<nvpair id="pa1" name="pcmk_host_list" value="node1 node2 node3"/></instance_attributes></primitive>' +
  `<group id="site">${service('address')}${service('web')}</group>${service('database')}` +
  '</resources><constraints/></configuration><status/></cib>';

/** Three nodes in this process with services and power switches that exist only here. */
export class TestCluster {
  readonly cluster: ClusterOnOneMachine;
  readonly services: ScriptedServices;
  readonly stores = new Map(NODES.map(({ nodeId }) => [nodeId, new MemoryStore(CIB)]));
  readonly #watchers = new Set<() => void>();
  readonly selfFenced: string[] = [];
  #incarnations = 0;

  constructor() {
    this.services = new ScriptedServices(
      async (name) => this.powerOff(name),
      (name) => this.cluster.isOn(this.node(name).nodeId),
    );
    this.cluster = new ClusterOnOneMachine('test', NODES, (machine) => ({
      runner: this.services.runner(machine.name),
      store: this.stores.get(machine.nodeId) as MemoryStore,
      clock: Date.now,
      log: () => {},
      onLeft: () => this.#stepped(),
      selfFencing: (why) => {
        this.selfFenced.push(`${machine.name}: ${why}`);
      },
      incarnation: `${machine.name}-${++this.#incarnations}`,
      armWatchdog: null,
      observer: { stepped: () => this.#stepped() },
    }));
  }

  node(name: string): MachineNode {
    return this.cluster.find(name) as MachineNode;
  }

  async boot(...names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.cluster.boot(this.node(name))));
  }

  powerOff(name: string): void {
    this.cluster.powerOff(this.node(name));
    this.services.lose(name);
  }

  /** Name of the node that decides, as that node sees it. */
  dc(): string | null {
    for (const daemon of this.cluster.daemons()) {
      const { state } = daemon;
      if (state?.phase === 'ready' && state.replicated.seniority[0] === state.options.self.nodeId)
        return daemon.name;
    }
    return null;
  }

  /** Resolves as soon as the condition holds; the time limit of the test is its deadline. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!condition()) return;
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }

  /** Names on which a service runs. */
  on(resource: string): string[] {
    return this.services.placesOf(resource);
  }

  /** Everything runs exactly once and no transition is under way. */
  isSettled(): boolean {
    const all = ['address', 'web', 'database'].every((id) => this.on(id).length === 1);
    return all && this.isIdle();
  }

  isIdle(): boolean {
    return this.cluster.daemons().every(({ state }) => {
      if (state === null || state.phase !== 'ready') return false;
      return state.transition === null && Object.keys(state.replicated.operations).length === 0;
    });
  }

  #stepped(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
