import type { ChildProcess } from 'node:child_process';
import type { NamespaceLab } from '../../lab/namespace-lab.ts';

/** When Corosync on each host told of how many nodes, as an independent client of it hears. */
export class Detection {
  readonly #heard: { readonly at: number; readonly nodes: number }[] = [];
  readonly #children: ChildProcess[] = [];

  constructor(lab: NamespaceLab, hosts: readonly number[]) {
    for (const host of hosts) {
      const child = lab.spawn(
        host,
        ['stdbuf', '-oL', 'corosync-quorumtool', '-m'],
        ['ignore', 'pipe', 'ignore'],
      );
      this.#children.push(child);
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const at = Date.now();
        for (const match of text.matchAll(/^Nodes:\s+(\d+)/gm))
          this.#heard.push({ at, nodes: Number(match[1]) });
      });
    }
  }

  /** The first time since then that a host was told of so many nodes; `null` when none was. */
  first(since: number, nodes: number): number | null {
    const heard = this.#heard.filter((one) => one.at >= since && one.nodes === nodes);
    return heard.length === 0 ? null : Math.min(...heard.map(({ at }) => at));
  }

  close(): void {
    for (const child of this.#children) child.kill();
  }
}
