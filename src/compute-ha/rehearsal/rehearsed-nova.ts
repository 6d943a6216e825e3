import type { InstanceSight } from '../../evacuation/model/instance.ts';
import type { EvacuateForm } from '../../openstack/microversion.ts';
import type { ComputeService, NovaServer } from '../../openstack/nova-shape.ts';
import type { Outcome } from '../../openstack/outcome.ts';
import type { ResponseNova } from '../response-driver.ts';
import type { StepRecorder } from './step-recorder.ts';

/** Where instances are taken to be that were evacuated in a rehearsal. */
const ELSEWHERE = '(elsewhere)';

/** Nova as a response sees it, but that nothing reaches it that would change anything. */
export class RehearsedNova implements ResponseNova {
  readonly #nova: ResponseNova;
  readonly #host: string;
  readonly #recorder: StepRecorder;
  readonly #evacuated = new Set<string>();
  readonly #services = new Map<string, ComputeService>();
  #isForcedDown = false;

  constructor(nova: ResponseNova, host: string, recorder: StepRecorder) {
    this.#nova = nova;
    this.#host = host;
    this.#recorder = recorder;
  }

  async computeServices(host: string | null = null): Promise<Outcome<readonly ComputeService[]>> {
    const found = await this.#take(
      `Nova: the compute service of ${host ?? 'all hosts'}`,
      () => this.#nova.computeServices(host),
      (services) => services.map(({ status, state }) => `${status}, ${state}`).join('; ') || 'there is none',
    );
    if (found.kind !== 'done') return found;
    for (const service of found.value) this.#services.set(service.id, service);
    const value = found.value.map((service) =>
      service.host === this.#host && this.#isForcedDown ? { ...service, state: 'down' as const } : service,
    );
    return { kind: 'done', value };
  }

  async disable(service: string): Promise<Outcome<ComputeService>> {
    return this.#leaveOut(`Nova: disable ${this.#hostOf(service)}`, service);
  }

  async enable(service: string): Promise<Outcome<ComputeService>> {
    return this.#leaveOut(`Nova: enable ${this.#hostOf(service)}`, service);
  }

  async forceDown(service: string): Promise<Outcome<ComputeService>> {
    this.#isForcedDown = true;
    return this.#leaveOut(`Nova: force ${this.#hostOf(service)} down`, service);
  }

  serversOn(host: string): Promise<Outcome<readonly NovaServer[]>> {
    return this.#take(
      `Nova: the instances of ${host}`,
      () => this.#nova.serversOn(host),
      (servers) => `${servers.length}`,
    );
  }

  async server(id: string): Promise<Outcome<NovaServer | null>> {
    const found = await this.#take(
      `Nova: look at ${id}`,
      () => this.#nova.server(id),
      (server) => (server === null ? 'it is gone' : server.instance.status),
    );
    if (found.kind !== 'done' || found.value === null || !this.#evacuated.has(id)) return found;
    const instance = { ...found.value.instance, host: ELSEWHERE, status: 'ACTIVE', taskState: null };
    return { kind: 'done', value: { ...found.value, instance } };
  }

  async sights(source: string, servers: readonly NovaServer[]): Promise<Outcome<readonly InstanceSight[]>> {
    const found = await this.#take(
      `Nova: evacuations from ${source} on record`,
      () => this.#nova.sights(source, servers),
      (sights) => `${sights.filter(({ record }) => record !== null).length}`,
    );
    if (found.kind !== 'done') return found;
    // A record of an earlier evacuation, under way for ever, says nothing of the one rehearsed here.
    const value = found.value.map((sight) =>
      this.#evacuated.has(sight.instance.id) ? { ...sight, record: null } : sight,
    );
    return { kind: 'done', value };
  }

  async evacuate(server: string, source: string, { target }: EvacuateForm): Promise<Outcome<null>> {
    if (target === source) throw new Error('an evacuation to its own source');
    this.#evacuated.add(server);
    this.#recorder.leaveOut(
      `Nova: evacuate ${server}`,
      target === null ? 'the scheduler chooses' : `to ${target}`,
    );
    return { kind: 'done', value: null };
  }

  async resetState(server: string): Promise<Outcome<null>> {
    this.#recorder.leaveOut(`Nova: reset the state of ${server}`);
    return { kind: 'done', value: null };
  }

  #hostOf(service: string): string {
    return this.#services.get(service)?.host ?? service;
  }

  #leaveOut(what: string, id: string): Outcome<ComputeService> {
    this.#recorder.leaveOut(what);
    const service = this.#services.get(id);
    if (service === undefined) throw new Error(`the service ${id} was not asked for before`);
    return { kind: 'done', value: service };
  }

  #take<T>(what: string, work: () => Promise<Outcome<T>>, words: (value: T) => string): Promise<Outcome<T>> {
    return this.#recorder.take(
      what,
      work,
      (found) => (found.kind === 'done' ? words(found.value) : found.problem.message),
      (found) => found.kind === 'done',
    );
  }
}
