/** State of a service that is active. */
export type ServiceRole = 'started' | 'promoted';

/** OCF exit codes that readings and actions give. */
export const Ocf = { Ok: 0, Generic: 1, NotRunning: 7, Promoted: 8 } as const;

/** What is really running on a host, whatever anybody believes. */
export class Services {
  readonly #roles = new Map<string, ServiceRole>();
  /** Told to start here and not stopped since, whether or not they have come up, or died meanwhile. */
  readonly #entrusted = new Set<string>();
  readonly #changed: (resource: string, role: ServiceRole | null) => void;

  constructor(changed: (resource: string, role: ServiceRole | null) => void) {
    this.#changed = changed;
  }

  role(resource: string): ServiceRole | null {
    return this.#roles.get(resource) ?? null;
  }

  set(resource: string, role: ServiceRole | null): void {
    if (this.role(resource) === role) return;
    if (role === null) this.#roles.delete(resource);
    else {
      this.#roles.set(resource, role);
      this.#entrusted.add(resource);
    }
    this.#changed(resource, role);
  }

  active(): readonly string[] {
    return [...this.#roles.keys()];
  }

  /** What the cluster has running here, as far as it can know, besides what really runs. */
  entrusted(): readonly string[] {
    return [...new Set([...this.#entrusted, ...this.#roles.keys()])];
  }

  /** The cluster has ordered its start here. */
  entrust(resource: string): void {
    this.#entrusted.add(resource);
  }

  /** The power is gone, and everything with it. */
  vanish(): void {
    this.#roles.clear();
    this.#entrusted.clear();
  }

  /** Exit code of an honest monitor. */
  reading(resource: string): number {
    const role = this.role(resource);
    if (role === null) return Ocf.NotRunning;
    return role === 'promoted' ? Ocf.Promoted : Ocf.Ok;
  }

  /** Carries a task out and tells the exit code of an honest agent. */
  perform(resource: string, task: string): number {
    const role = this.role(resource);
    switch (task) {
      case 'start':
        if (role === null) this.set(resource, 'started');
        return Ocf.Ok;
      case 'stop':
        this.#entrusted.delete(resource);
        this.set(resource, null);
        return Ocf.Ok;
      case 'promote':
        if (role === null) return Ocf.NotRunning;
        this.set(resource, 'promoted');
        return Ocf.Ok;
      case 'demote':
        if (role === null) return Ocf.NotRunning;
        this.set(resource, 'started');
        return Ocf.Ok;
      default:
        return Ocf.Ok;
    }
  }
}
