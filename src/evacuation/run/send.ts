import type { Occasion, ResponseEffect } from './event.ts';
import type { ResponseState, Stage } from './state.ts';

type Numbered = Extract<ResponseEffect, { readonly id: number }>;
/** An effect before it has its id. */
export type Wish = Numbered extends infer E ? (E extends Numbered ? Omit<E, 'id'> : never) : never;

/** Asks the shell for something that will be answered. */
export function send(state: ResponseState, wish: Wish): void {
  const effect = { ...wish, id: state.nextId++ } as Numbered;
  state.inFlight.set(effect.id, effect);
  state.effects.push(effect);
}

/** Tells people; nothing waits for it but the end. */
export function tell(state: ResponseState, occasion: Occasion): void {
  if (state.toldAt.has(occasion)) return;
  state.untold.add(occasion);
  state.effects.push({ kind: 'tell', occasion });
}

export function enter(state: ResponseState, stage: Stage, at: number): void {
  state.stage = stage;
  state.stageSince = at;
  state.retryAt = null;
}

export function note(state: ResponseState, at: number, text: string): void {
  state.notes.push({ at, text });
}
