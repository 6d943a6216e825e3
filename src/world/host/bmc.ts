import type { BmcBehaviour } from '../model/step.ts';
import type { Host } from './host.ts';

/** A host's management controller: switches its power, as well as it behaves. */
export class Bmc {
  behaviour: BmcBehaviour = { kind: 'obey' };
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Answers at all. */
  get isAlive(): boolean {
    return this.behaviour.kind !== 'dead' && !(this.#host.setup.bmcDiesWithHost && this.#host.lostPower);
  }

  get power(): 'on' | 'off' {
    return this.#host.power === 'off' ? 'off' : 'on';
  }

  /** Takes a command; false when it refuses. What it does comes later, if at all. */
  command(power: 'on' | 'off'): boolean {
    const { behaviour } = this;
    if (behaviour.kind === 'refuse') return false;
    if (behaviour.kind === 'lie') return true;
    const delay = 1000 + (behaviour.kind === 'slow' ? behaviour.ms : 0);
    this.#host.surroundings.timeline.in(delay, () => {
      if (power === 'off') this.#host.switchOff('bmc');
      else this.#host.switchOn();
    });
    return true;
  }
}
