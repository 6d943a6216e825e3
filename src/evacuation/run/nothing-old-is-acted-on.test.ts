import { describe, expect, it } from 'vitest';
import type { ResponseEffect, ResponseEvent } from './event.ts';
import { responseOrder } from './simulated-response.fixture.ts';
import { newResponse } from './state.ts';
import { nextWake, step } from './step.ts';

const START = 1_000_000_000_000;
const SETTLED_MS = 10_000;
const HOUR = 3_600_000;

/** A response driven by hand; the last effect with an id is the one that is answered. */
class Driven {
  readonly state = newResponse(responseOrder());
  at = START;
  effects: readonly ResponseEffect[] = [];

  take(event: ResponseEvent): readonly ResponseEffect[] {
    this.effects = step(this.state, event);
    return this.effects;
  }

  answer(afterMs: number, more: object): readonly ResponseEffect[] {
    const [id] = [...this.state.inFlight.keys()];
    expect(id, 'something is awaited').toBeDefined();
    this.at += afterMs;
    return this.take({ ...more, id, at: this.at } as ResponseEvent);
  }

  tick(): readonly ResponseEffect[] {
    this.at = Math.max(this.at, nextWake(this.state) ?? expect.fail('no tick is due'));
    return this.take({ kind: 'tick', at: this.at });
  }

  /** Judged lost as often as the order asks for, and leave given: the host is about to be disabled. */
  toIsolating(): void {
    this.take({ kind: 'begin', at: this.at });
    while (this.state.stage === 'rechecking') {
      this.answer(10, { kind: 'judged', verdict: 'dead' });
      if (this.state.stage === 'rechecking') this.tick();
    }
    this.answer(10, { kind: 'leave', isGranted: true, words: '' });
    expect(this.kinds()).toEqual(['disable']);
  }

  kinds(): readonly string[] {
    return this.effects.map(({ kind }) => kind);
  }
}

const DONE = { kind: 'called', outcome: 'done', words: '' };

describe('a host is powered off only on a judgement that is not old', () => {
  it('when Nova refused to disable it for minutes', () => {
    const driven = new Driven();
    driven.toIsolating();
    const { novaMs, absenceMs } = driven.state.order.limits;
    const until = driven.at + novaMs - SETTLED_MS;
    let refusals = 0;
    while (driven.at < until) {
      const awaited = [...driven.state.inFlight.values()][0]?.kind;
      if (awaited === undefined) driven.tick();
      else if (awaited === 'judge') driven.answer(10, { kind: 'judged', verdict: 'dead' });
      else if (awaited === 'ask-leave') driven.answer(10, { kind: 'leave', isGranted: true, words: '' });
      else {
        expect(awaited).toBe('disable');
        expect(driven.at - (driven.state.judged?.at ?? 0)).toBeLessThanOrEqual(absenceMs);
        driven.answer(1_000, { kind: 'called', outcome: 'failed', words: '503' });
        refusals++;
      }
    }
    expect(refusals).toBeGreaterThan(50);
    expect(driven.state.stage).not.toBe('ended');
    // And in the end people are called, however often it was judged anew.
    while (driven.state.stage !== 'ended') {
      const awaited = [...driven.state.inFlight.values()][0]?.kind;
      if (awaited === undefined) driven.tick();
      else if (awaited === 'judge') driven.answer(10, { kind: 'judged', verdict: 'dead' });
      else if (awaited === 'ask-leave') driven.answer(10, { kind: 'leave', isGranted: true, words: '' });
      else driven.answer(1_000, { kind: 'called', outcome: 'failed', words: '503' });
    }
    expect(driven.state.end).toBe('nova-does-not-agree');
  });

  it('when Nova refused to force it down for minutes', () => {
    const driven = new Driven();
    driven.toIsolating();
    driven.answer(10, DONE);
    const { absenceMs } = driven.state.order.limits;
    const until = driven.at + absenceMs + SETTLED_MS;
    while (driven.at < until) {
      driven.answer(1_000, { kind: 'called', outcome: 'failed', words: '503' });
      driven.tick();
    }
    driven.answer(10, DONE);
    expect(driven.kinds()).not.toContain('power-off');
    expect(driven.state.end).toBe('nova-does-not-agree');
  });

  it('when leave took minutes to be given', () => {
    const driven = new Driven();
    driven.take({ kind: 'begin', at: driven.at });
    while (driven.state.stage === 'rechecking') {
      driven.answer(10, { kind: 'judged', verdict: 'dead' });
      if (driven.state.stage === 'rechecking') driven.tick();
    }
    driven.answer(300_000, { kind: 'leave', isGranted: true, words: '' });
    expect(driven.kinds()).not.toContain('disable');
  });

  it('when the process stood still for an hour between two answers', () => {
    const driven = new Driven();
    driven.toIsolating();
    driven.answer(HOUR, DONE);
    if (driven.kinds().includes('force-down')) driven.answer(10, DONE);
    expect(driven.kinds()).not.toContain('power-off');
  });

  it('when the clock was set back while no engine was there', () => {
    const driven = new Driven();
    driven.toIsolating();
    driven.answer(10, DONE);
    driven.answer(10, DONE);
    expect(driven.state.stage).toBe('powering-off');
    driven.take({ kind: 'resume', at: driven.at - HOUR });
    expect(driven.kinds()).not.toContain('power-off');
  });

  it('when one of its re-checks was before an absence of an hour', () => {
    const driven = new Driven();
    driven.take({ kind: 'begin', at: driven.at });
    expect(driven.state.order.limits.rechecks).toBeGreaterThan(1);
    while (driven.state.rechecksDone < driven.state.order.limits.rechecks - 1) {
      driven.answer(10, { kind: 'judged', verdict: 'dead' });
      if (driven.state.rechecksDone < driven.state.order.limits.rechecks - 1) driven.tick();
    }
    driven.at += HOUR;
    driven.take({ kind: 'resume', at: driven.at });
    driven.answer(10, { kind: 'judged', verdict: 'dead' });
    expect(driven.kinds(), 'one look after the absence').not.toContain('ask-leave');
  });
});

describe('an instance is evacuated only on a power reading that is not old', () => {
  it('when the process stood still for an hour', () => {
    const driven = new Driven();
    driven.toIsolating();
    driven.answer(10, DONE);
    driven.answer(10, DONE);
    driven.answer(10, { kind: 'powered-off', isConfirmedOff: true, words: 'off' });
    driven.answer(10, { kind: 'service', isDown: true });
    if (driven.state.stage === 'reserving') driven.answer(10, DONE);
    expect(driven.state.stage).toBe('listing');
    const instance = {
      id: 'vm1',
      name: 'vm1',
      status: 'ACTIVE',
      taskState: null,
      host: driven.state.order.host,
      metadata: {},
      project: 'project1',
      user: 'user1',
    };
    driven.answer(HOUR, { kind: 'instances', instances: [{ instance, record: null }] });
    expect(driven.kinds()).not.toContain('evacuate');
  });
});
