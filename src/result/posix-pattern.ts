import { compileProgram, type Instruction } from './posix-pattern/program.ts';
import {
  type Assertion,
  type CharacterTest,
  isWordCharacter,
  PatternError,
  parsePattern,
} from './posix-pattern/syntax.ts';

/**
 * A POSIX extended regular expression, as constraints use it (spec B5.4). JavaScript's own RegExp is not used: its
 * syntax differs, and a hostile pattern could keep it busy for ever. This matcher follows all alternatives side by
 * side, so a search takes time in proportion to pattern × text, whatever the pattern.
 *
 * Of all matches the leftmost, and of those the longest is taken. Which part a group captured is decided by preferring
 * earlier alternatives and greedy repeats. Back references (`\1`) are refused. Named classes are those of ASCII.
 */
export class PosixPattern {
  readonly #program: readonly Instruction[];
  readonly #slots: number;
  /** Tests one of which the first character of a match must pass; `null` when a match need not begin with one. */
  readonly #beginnings: readonly CharacterTest[] | null;
  /** For each step the round in which it was last reached, so that it is followed once a position. */
  readonly #reached: Float64Array;
  #round = 0;

  constructor(program: readonly Instruction[], groups: number) {
    this.#program = program;
    this.#slots = 2 * (groups + 1);
    this.#beginnings = beginnings(program);
    this.#reached = new Float64Array(program.length);
  }

  /** Whole match and groups (empty text for a group that took no part), or `null` when nothing matches. */
  search(text: string): readonly string[] | null {
    const characters = [...text];
    const slots = this.#run(characters.map((character) => character.codePointAt(0) as number));
    if (slots === null) return null;
    const found: string[] = [];
    for (let i = 0; i < slots.length; i += 2) {
      const [start, end] = [slots[i] as number, slots[i + 1] as number];
      found.push(start < 0 || end < 0 ? '' : characters.slice(start, end).join(''));
    }
    return found;
  }

  #run(text: readonly number[]): readonly number[] | null {
    let best: readonly number[] | null = null;
    let threads: Thread[] = [];
    for (let position = 0; position <= text.length; position++) {
      if (threads.length === 0 && best !== null) break;
      const begins = best === null && this.#canBegin(text, position);
      if (threads.length === 0 && !begins) continue;
      const next: Thread[] = [];
      this.#round++;
      for (const thread of threads) this.#follow(thread, position, text, next);
      if (begins) {
        this.#follow({ step: 0, slots: new Array<number>(this.#slots).fill(-1) }, position, text, next);
      }
      threads = [];
      for (const thread of next) {
        const instruction = this.#program[thread.step] as Instruction;
        if (instruction.kind === 'match') {
          if (best === null || isBetter(thread.slots, best)) best = thread.slots;
        } else if (instruction.kind === 'character' && position < text.length) {
          if (instruction.test(text[position] as number)) {
            threads.push({ step: thread.step + 1, slots: thread.slots });
          }
        }
      }
      if (best === null) continue;
      const start = best[0] as number;
      threads = threads.filter((thread) => (thread.slots[0] as number) <= start);
    }
    return best;
  }

  #canBegin(text: readonly number[], position: number): boolean {
    if (this.#beginnings === null) return true;
    const codePoint = text[position];
    return codePoint !== undefined && this.#beginnings.some((test) => test(codePoint));
  }

  /** Follows everything that consumes no character; steps that do are collected in order of preference. */
  #follow(thread: Thread, position: number, text: readonly number[], found: Thread[]): void {
    const open: Thread[] = [thread];
    for (let current = open.pop(); current !== undefined; current = open.pop()) {
      const { step, slots } = current;
      if (this.#reached[step] === this.#round) continue;
      this.#reached[step] = this.#round;
      const instruction = this.#program[step] as Instruction;
      switch (instruction.kind) {
        case 'jump':
          open.push({ step: instruction.to, slots });
          break;
        case 'split':
          open.push({ step: instruction.second, slots }, { step: instruction.first, slots });
          break;
        case 'save': {
          const saved = slots.slice();
          saved[instruction.slot] = position;
          open.push({ step: step + 1, slots: saved });
          break;
        }
        case 'assertion':
          if (holds(instruction.assertion, position, text)) open.push({ step: step + 1, slots });
          break;
        default:
          found.push(current);
      }
    }
  }
}

interface Thread {
  readonly step: number;
  /** Start and end of the whole match and of each group, −1 when unset. */
  readonly slots: number[];
}

/** Reads a pattern. The text of `problem` says what is wrong with it. */
export function compilePosixPattern(
  text: string,
): { readonly ok: true; readonly pattern: PosixPattern } | { readonly ok: false; readonly problem: string } {
  try {
    const { root, groups } = parsePattern(text);
    return { ok: true, pattern: new PosixPattern(compileProgram(root), groups) };
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, problem: error.message };
    throw error;
  }
}

/** What a match can begin with: everything reached from the first step without consuming a character. */
function beginnings(program: readonly Instruction[]): readonly CharacterTest[] | null {
  const tests: CharacterTest[] = [];
  const seen = new Set<number>();
  const open = [0];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    const instruction = program[step] as Instruction;
    if (instruction.kind === 'match' || instruction.kind === 'assertion') return null;
    if (instruction.kind === 'character') tests.push(instruction.test);
    else if (instruction.kind === 'jump') open.push(instruction.to);
    else if (instruction.kind === 'split') open.push(instruction.second, instruction.first);
    else open.push(step + 1);
  }
  return tests;
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  if (a[0] !== b[0]) return (a[0] as number) < (b[0] as number);
  return (a[1] as number) > (b[1] as number);
}

function holds(assertion: Assertion, position: number, text: readonly number[]): boolean {
  const isWordBefore = position > 0 && isWordCharacter(text[position - 1] as number);
  const isWordAfter = position < text.length && isWordCharacter(text[position] as number);
  switch (assertion) {
    case 'text-start':
      return position === 0;
    case 'text-end':
      return position === text.length;
    case 'word-boundary':
      return isWordBefore !== isWordAfter;
    case 'not-word-boundary':
      return isWordBefore === isWordAfter;
    case 'word-start':
      return !isWordBefore && isWordAfter;
    case 'word-end':
      return isWordBefore && !isWordAfter;
  }
}
