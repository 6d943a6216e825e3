/** Consul’s store as far as locks and gossip checks go, by its public documentation, with time as an argument. */
export class ConsulState {
  index = 10;
  readonly entries = new Map<string, { lockIndex: number; modifyIndex: number; session: string | null }>();
  readonly sessions = new Map<string, { ttlMs: number; lockDelayMs: number; endsAt: number }>();
  /** Status of the gossip check by node. */
  readonly checks = new Map<string, string>();
  readonly #rests = new Map<string, number>();
  readonly #late: () => number;
  #named = 0;

  /** `late`: by which share of its time to live a session ends later than it could (0–1). */
  constructor(late: () => number = () => 0) {
    this.#late = late;
  }

  setCheck(node: string, status: string | null): void {
    this.index++;
    if (status === null) this.checks.delete(node);
    else this.checks.set(node, status);
  }

  createSession(ttlMs: number, lockDelayMs: number, now: number): string {
    this.expire(now);
    const id = `00000000-0000-4000-8000-${String(++this.#named).padStart(12, '0')}`;
    this.sessions.set(id, { ttlMs, lockDelayMs, endsAt: this.#end(ttlMs, now) });
    this.index++;
    return id;
  }

  renewSession(id: string, now: number): boolean {
    this.expire(now);
    const session = this.sessions.get(id);
    if (session === undefined) return false;
    session.endsAt = this.#end(session.ttlMs, now);
    return true;
  }

  /** By hand, or because its time is up: its locks rest for the session’s delay. */
  invalidate(id: string, now: number): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.sessions.delete(id);
    this.index++;
    for (const [key, entry] of this.entries) {
      if (entry.session !== id) continue;
      entry.session = null;
      entry.modifyIndex = this.index;
      this.#rests.set(key, now + session.lockDelayMs);
    }
  }

  expire(now: number): void {
    for (const [id, { endsAt }] of this.sessions) if (endsAt <= now) this.invalidate(id, endsAt);
  }

  /** Another server leads: times to live begin anew, delays of locks are forgotten. */
  changeLeader(now: number): void {
    this.expire(now);
    for (const session of this.sessions.values()) session.endsAt = this.#end(session.ttlMs, now);
    this.forgetDelays();
  }

  forgetDelays(): void {
    this.#rests.clear();
  }

  /** `null`: there is no such session. */
  acquire(key: string, id: string, now: number): boolean | null {
    this.expire(now);
    if (!this.sessions.has(id)) return null;
    const entry = this.entries.get(key) ?? { lockIndex: 0, modifyIndex: 0, session: null };
    if (entry.session === id) return true;
    if (entry.session !== null || (this.#rests.get(key) ?? 0) > now) return false;
    this.entries.set(key, { lockIndex: entry.lockIndex + 1, modifyIndex: ++this.index, session: id });
    return true;
  }

  release(key: string, id: string, now: number): boolean {
    this.expire(now);
    const entry = this.entries.get(key);
    if (entry?.session !== id) return false;
    this.entries.set(key, { ...entry, modifyIndex: ++this.index, session: null });
    return true;
  }

  deleteKey(key: string): void {
    this.index++;
    this.entries.delete(key);
  }

  #end(ttlMs: number, now: number): number {
    return now + ttlMs * (1 + this.#late());
  }
}
