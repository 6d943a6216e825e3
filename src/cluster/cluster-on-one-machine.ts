import { EmbeddedCluster } from '../corosync/embedded/cluster.ts';
import type { ClusterEngine } from '../corosync/engine.ts';
import type { Problem } from '../result/problem.ts';
import { ClusterNode, type ClusterNodeOptions } from './cluster-node.ts';

export interface MachineNode {
  readonly nodeId: number;
  readonly name: string;
}

/** Everything of a node but its engine; asked for at every boot. */
export type NodeEquipment = Omit<ClusterNodeOptions, 'engine'>;

interface Seat {
  readonly engine: ClusterEngine;
  readonly node: ClusterNode;
}

/** Several nodes of a cluster in one process, over the embedded engine, with their power and their network. */
export class ClusterOnOneMachine {
  readonly nodes: readonly MachineNode[];
  readonly #cluster: EmbeddedCluster;
  readonly #equip: (node: MachineNode) => NodeEquipment;
  readonly #seats = new Map<number, Seat>();

  constructor(name: string, nodes: readonly MachineNode[], equip: (node: MachineNode) => NodeEquipment) {
    this.nodes = nodes;
    this.#equip = equip;
    this.#cluster = new EmbeddedCluster({ name, nodes });
    for (const { nodeId } of nodes) this.#cluster.stopNode(nodeId);
  }

  /** The node of that name or id, as text. */
  find(nameOrId: string): MachineNode | null {
    return this.nodes.find(({ nodeId, name }) => name === nameOrId || String(nodeId) === nameOrId) ?? null;
  }

  isOn(nodeId: number): boolean {
    return this.#cluster.isRunning(nodeId);
  }

  /** The daemon of a node; `null` while there is none. */
  daemon(nodeId: number): ClusterNode | null {
    return this.#seats.get(nodeId)?.node ?? null;
  }

  engine(nodeId: number): ClusterEngine | null {
    return this.#seats.get(nodeId)?.engine ?? null;
  }

  /** Daemons that run, by node id. */
  daemons(): ClusterNode[] {
    return this.nodes.flatMap(({ nodeId }) => this.daemon(nodeId) ?? []);
  }

  /** Power on: the cluster layer starts, then the daemon. */
  async boot(node: MachineNode): Promise<Problem | null> {
    if (this.isOn(node.nodeId)) return null;
    this.#cluster.startNode(node.nodeId);
    return await this.startDaemon(node);
  }

  /** Power off, in an instant. What agents have started is the caller's to kill. */
  powerOff(node: MachineNode): void {
    this.#cluster.stopNode(node.nodeId);
    this.killDaemon(node);
  }

  async startDaemon(node: MachineNode): Promise<Problem | null> {
    if (this.#seats.has(node.nodeId)) return null;
    const engine = this.#cluster.createEngine(node.nodeId);
    const equipment = this.#equip(node);
    const daemon = new ClusterNode({
      ...equipment,
      engine,
      onLeft: (why) => {
        this.#seats.delete(node.nodeId);
        equipment.onLeft?.(why);
      },
    });
    this.#seats.set(node.nodeId, { engine, node: daemon });
    return await daemon.start();
  }

  /** The daemon's process dies; its services go on. */
  killDaemon(node: MachineNode): void {
    const seat = this.#seats.get(node.nodeId);
    this.#seats.delete(node.nodeId);
    void seat?.node.close();
  }

  /** Cuts the network into these parts, by node id; a node not named is alone. */
  partition(...parts: readonly (readonly number[])[]): void {
    this.#cluster.partition(...parts);
  }

  heal(): void {
    this.#cluster.heal();
  }

  async close(): Promise<void> {
    const seats = [...this.#seats.values()];
    this.#seats.clear();
    await Promise.all(seats.map(({ node }) => node.close()));
  }
}
