/**
 * A piece of the fixed point. It may yield another piece, which is done completely before it goes on: recursion in
 * depth-first order that does not use the call stack, since chains of orderings may be thousands of actions long.
 */
export interface Work extends Generator<Work, void, void> {}

/** Part of a piece of work that answers with `Change` bits. */
export type PartOfWork = Generator<Work, number, void>;

/** Does a piece of work and everything it asks for. */
export function perform(work: Work): void {
  const stack: Work[] = [work];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const step = top.next();
    if (step.done === true) stack.pop();
    else stack.push(step.value);
  }
}
