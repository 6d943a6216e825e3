import type { Assertion, CharacterTest, PatternNode } from './syntax.ts';
import { PatternError } from './syntax.ts';

/** One step of a matcher. Steps follow each other unless they say otherwise. */
export type Instruction =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'save'; readonly slot: number }
  /** Goes on at both places; what comes from `first` is preferred. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'match' };

/** Bounds the work of one search: a pattern that needs more steps is refused. */
const LONGEST_PROGRAM = 20_000;

/** Translates a pattern tree into steps; repeats with bounds are written out. */
export function compileProgram(root: PatternNode): readonly Instruction[] {
  const program: Instruction[] = [];
  emit({ kind: 'group', number: 0, part: root }, program);
  program.push({ kind: 'match' });
  return program;
}

function emit(node: PatternNode, program: Instruction[]): void {
  if (program.length > LONGEST_PROGRAM) throw new PatternError('it repeats too much');
  switch (node.kind) {
    case 'empty':
      return;
    case 'character':
    case 'assertion':
      program.push(node);
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program);
      return;
    case 'choice':
      emitChoice(node.options, program);
      return;
    case 'group':
      program.push({ kind: 'save', slot: 2 * node.number });
      emit(node.part, program);
      program.push({ kind: 'save', slot: 2 * node.number + 1 });
      return;
    case 'repeat':
      emitRepeat(node.part, node.minimum, node.maximum, program);
  }
}

function emitChoice(options: readonly PatternNode[], program: Instruction[]): void {
  const jumps: { to: number }[] = [];
  for (let i = 0; i < options.length - 1; i++) {
    const split = { kind: 'split' as const, first: program.length + 1, second: 0 };
    program.push(split);
    emit(options[i] as PatternNode, program);
    const jump = { kind: 'jump' as const, to: 0 };
    program.push(jump);
    jumps.push(jump);
    split.second = program.length;
  }
  emit(options.at(-1) as PatternNode, program);
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat(part: PatternNode, minimum: number, maximum: number, program: Instruction[]): void {
  for (let i = 0; i < minimum; i++) {
    const start = program.length;
    emit(part, program);
    if (program.length === start) return;
  }
  if (maximum === Number.POSITIVE_INFINITY) {
    const split = { kind: 'split' as const, first: program.length + 1, second: 0 };
    const start = program.length;
    program.push(split);
    emit(part, program);
    program.push({ kind: 'jump', to: start });
    split.second = program.length;
    return;
  }
  const splits: { second: number }[] = [];
  for (let i = minimum; i < maximum; i++) {
    const split = { kind: 'split' as const, first: program.length + 1, second: 0 };
    program.push(split);
    splits.push(split);
    emit(part, program);
    if (program.length === split.first) break;
  }
  for (const split of splits) split.second = program.length;
}
