import { performCommand } from '../../../test/lab/engine-command.ts';
import { EmbeddedCluster } from '../embedded/cluster.ts';
import { type ContractHarness, ContractMember } from './harness.ts';

/** The contract's cluster in this process. */
export class EmbeddedHarness implements ContractHarness {
  readonly #cluster = new EmbeddedCluster({
    name: 'lab',
    nodes: [1, 2, 3].map((nodeId) => ({ nodeId, name: `node${nodeId}` })),
  });
  readonly #ends: (() => void)[] = [];

  create(nodeId: number): ContractMember {
    const engine = this.#cluster.createEngine(nodeId);
    const end = () => engine.close();
    this.#ends.push(end);
    return new ContractMember((told) => ({ ask: (command) => performCommand(engine, command, told), end }));
  }

  async partition(...parts: readonly (readonly number[])[]): Promise<void> {
    this.#cluster.partition(...parts);
  }

  async heal(): Promise<void> {
    this.#cluster.heal();
  }

  async stopNode(nodeId: number): Promise<void> {
    this.#cluster.stopNode(nodeId);
  }

  async startNode(nodeId: number): Promise<void> {
    this.#cluster.startNode(nodeId);
  }

  async endMembers(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
  }
}
