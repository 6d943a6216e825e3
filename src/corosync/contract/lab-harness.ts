import { EngineClient } from '../../../test/lab/engine-client.ts';
import { NamespaceLab } from '../../../test/lab/namespace-lab.ts';
import { type ContractHarness, ContractMember } from './harness.ts';

const NODES = [1, 2, 3];

/** The contract's cluster on real Corosync, in namespaces of this machine; one lab serves all tests. */
export class LabHarness implements ContractHarness {
  readonly lab: NamespaceLab;
  readonly #clients: EngineClient[] = [];

  private constructor(lab: NamespaceLab) {
    this.lab = lab;
  }

  static async create(): Promise<LabHarness> {
    return new LabHarness(await NamespaceLab.create({ hosts: NODES.length }));
  }

  /** Whole and running again, whatever the test before left. */
  async reset(): Promise<void> {
    await this.endMembers();
    this.lab.heal();
    for (const nodeId of NODES) this.lab.startCorosync(nodeId);
    await this.lab.settled(NODES, NODES.length);
  }

  create(nodeId: number, wrapper: readonly string[] = []): ContractMember {
    return new ContractMember((told) => {
      const client = new EngineClient(this.lab, nodeId, told, {}, wrapper);
      this.#clients.push(client);
      return { ask: (command) => client.ask(command), end: () => client.kill() };
    });
  }

  /** The process of the engine made last. */
  lastClient(): EngineClient {
    return this.#clients.at(-1) as EngineClient;
  }

  async partition(...parts: readonly (readonly number[])[]): Promise<void> {
    this.lab.partition(...parts);
  }

  async heal(): Promise<void> {
    this.lab.heal();
  }

  async stopNode(nodeId: number): Promise<void> {
    await this.lab.killCorosync(nodeId);
  }

  async startNode(nodeId: number): Promise<void> {
    this.lab.startCorosync(nodeId);
  }

  async endMembers(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.kill();
  }

  destroy(): void {
    this.lab.destroy();
  }
}
