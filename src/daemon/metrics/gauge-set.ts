import { Gauge, type Registry } from 'prom-client';

/**
 * A gauge of which no series ever vanishes: what was told once and is no more true is told as 0, so that alerts on it
 * keep working.
 */
export class GaugeSet {
  readonly #gauge: Gauge<string>;
  readonly #seen = new Map<string, Readonly<Record<string, string>>>();

  constructor(registry: Registry, name: string, help: string, labelNames: readonly string[] = []) {
    this.#gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  }

  /** Replaces all values. */
  replace(values: readonly (readonly [Readonly<Record<string, string>>, number])[]): void {
    const told = new Set<string>();
    for (const [labels, value] of values) {
      const key = JSON.stringify(labels);
      told.add(key);
      this.#seen.set(key, labels);
      this.#gauge.set({ ...labels }, value);
    }
    for (const [key, labels] of this.#seen) if (!told.has(key)) this.#gauge.set({ ...labels }, 0);
  }

  set(value: number): void {
    this.#gauge.set(value);
  }
}
