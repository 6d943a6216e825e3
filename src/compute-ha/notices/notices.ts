import type { Occasion } from '../../evacuation/run/event.ts';
import type { InstanceState, ResponseState } from '../../evacuation/run/state.ts';
import type { WatchNotice } from '../../evacuation/watch/round.ts';
import type { NotifyTargets } from '../../notify/targets.ts';
import type { Nova } from '../../openstack/nova.ts';
import type { NotifySettings } from '../engine-settings.ts';
import type { NoticeStore } from '../record/notice-store.ts';
import { byOwner } from './owners.ts';
import type { OwnerTopic, TemplateValues, Topic } from './topic.ts';
import { hostsText, incidentValues, nameLine, writeNotice } from './write-notice.ts';

export interface NoticePorts {
  readonly store: Pick<NoticeStore, 'add'>;
  readonly nova: Pick<Nova, 'serversOn'>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Something was added. */
  readonly wake: () => void;
}

/**
 * Writes notices and takes them over: whoever tells goes on at once. Whether and when they arrive is the sender’s affair.
 */
export class Notices {
  readonly #settings: NotifySettings;
  readonly #ports: NoticePorts;

  constructor(settings: NotifySettings, ports: NoticePorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /** Resolves when the notices of an occasion are on the disk. The same occasion of an incident is told once. */
  async ofIncident(occasion: Occasion, state: ResponseState): Promise<void> {
    const { incident, host } = state.order;
    const key = `${incident}/${occasion}`;
    this.#administrators(key, incident, occasion, incidentValues(state), {
      incident,
      host,
      end: state.end,
      instances: [...state.instances.values()].map(({ instance, phase, words }) => ({
        id: instance.id,
        name: instance.name,
        phase,
        words,
      })),
    });
    if (occasion === 'host-lost') await this.#ownersOfLost(state);
    else if (occasion === 'evacuated' || occasion === 'not-all-evacuated') this.#ownersOfMoved(state);
    this.#ports.wake();
  }

  /** What a round of the watch tells. `round` makes it one of its kind. */
  ofWatch({ kind, hosts, words }: WatchNotice, round: number): void {
    const values = { host: hostsText(hosts), why: words.join('\n') };
    const topic: Topic = `watch-${kind}`;
    this.#administrators(`${topic}/${round}/${hosts.join()}`, null, topic, values, { hosts, words });
    this.#ports.wake();
  }

  /** A host is in service again. */
  ofRelease(host: string, incident: string, why: string): void {
    this.#administrators(
      `${incident}/released`,
      incident,
      'released',
      { host, incident, why },
      { host, incident },
    );
    this.#ports.wake();
  }

  /** Those whose instances are on a host that was lost: Nova is asked who they are. */
  async #ownersOfLost(state: ResponseState): Promise<void> {
    const { owners } = this.#settings;
    if (owners === null) return;
    const { host, incident } = state.order;
    const servers = await this.#ports.nova.serversOn(host);
    // They are told of the end in any case, when the instances are known.
    if (servers.kind !== 'done') return;
    const owned = byOwner(servers.value, ({ instance }) => instance, owners.contacts);
    for (const [address, list] of owned)
      this.#owner(
        address,
        incident,
        'owner-lost',
        list.map(({ instance }) => `  ${nameLine(instance)}`),
      );
  }

  #ownersOfMoved(state: ResponseState): void {
    const { owners } = this.#settings;
    if (owners === null) return;
    const entries = [...state.instances.values()].filter(
      ({ phase }) => phase === 'moved' || phase === 'failed',
    );
    for (const [address, list] of byOwner(entries, ({ instance }) => instance, owners.contacts)) {
      const isWhole = list.every(({ phase }) => phase === 'moved');
      this.#owner(
        address,
        state.order.incident,
        isWhole ? 'owner-back' : 'owner-not-back',
        list.map(ownerLine),
      );
    }
  }

  #owner(address: string, incident: string, topic: OwnerTopic, lines: readonly string[]): void {
    const { owners } = this.#settings;
    if (owners === null) return;
    const notification = writeNotice(
      owners.language,
      topic,
      { incident, instances: lines.join('\n') },
      { incident },
    );
    const target = { mail: [{ ...owners.server, to: [address] }], webhooks: [] };
    const key = `${incident}/${topic}/${address}`;
    const notice = { key, incident, topic, audience: address, target, notification };
    this.#ports.store.add(notice, this.#ports.now());
  }

  /** One notice for each target: where one fails, it alone is tried again. */
  #administrators(
    key: string,
    incident: string | null,
    topic: Topic,
    values: Partial<TemplateValues>,
    data: object,
  ): void {
    const { language, targets } = this.#settings.administrators;
    const notification = writeNotice(language, topic, values, data);
    for (const [i, target] of singles(targets).entries()) {
      const notice = {
        key: `${key}/${i}`,
        incident,
        topic,
        audience: 'administrators',
        target,
        notification,
      };
      this.#ports.store.add(notice, this.#ports.now());
    }
  }
}

function singles({ mail, webhooks }: NotifyTargets): readonly NotifyTargets[] {
  return [
    ...mail.map((target) => ({ mail: [target], webhooks: [] })),
    ...webhooks.map((target) => ({ mail: [], webhooks: [target] })),
  ];
}

function ownerLine({ instance, phase }: InstanceState): string {
  return `  ${nameLine(instance)}: ${phase === 'moved' ? 'active' : 'not active'}`;
}
