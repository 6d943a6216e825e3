import { OPTIONS, type OptionShape } from './options.ts';

/** A command line, taken apart: options may stand anywhere. */
export interface Words {
  /** What is no option, in order. */
  readonly positionals: readonly string[];
  /** Values by name of the option; a flag has the empty text. */
  readonly options: ReadonlyMap<string, string>;
  /** Words like `-5` and `-INFINITY` that stood among the options and were taken for values. */
  readonly dashed: readonly string[];
}

/** Why a command line could not be taken apart. */
export interface UnreadableWords {
  readonly kind: 'unreadable';
  readonly message: string;
  /** Whether it helps to see how commands are written. */
  readonly isHelpShown: boolean;
}

const NUMBER = /^-(?:\d+|INFINITY)$/;

/** Takes a command line apart as getopt does: abbreviations that are unique, values after `=` or in the next word. */
export function readWords(argv: readonly string[]): Words | UnreadableWords {
  const positionals: string[] = [];
  const options = new Map<string, string>();
  const dashed: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (!canBeInXml(word)) {
      return unreadable(`${JSON.stringify(word)} has a character that cannot be in a configuration`, false);
    }
    if (word === '--') {
      positionals.push(...argv.slice(at + 1));
      break;
    }
    if (NUMBER.test(word)) {
      dashed.push(word);
      positionals.push(word);
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const taken = word.startsWith('--') ? long(word, argv[at + 1]) : short(word, argv[at + 1]);
    if ('kind' in taken) return taken;
    for (const [name, value] of taken.found) {
      if (name === 'file' && options.has(name)) return unreadable('-f can only be used once', false);
      options.set(name, value);
    }
    if (taken.usesNext) at++;
  }
  return { positionals, options, dashed };
}

/** Whether XML can hold a text: no control characters but tab and line breaks, no halves of characters. */
function canBeInXml(text: string): boolean {
  if (!text.isWellFormed()) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 ? ![0x9, 0xa, 0xd].includes(code) : code >= 0xfffe) return false;
  }
  return true;
}

interface Taken {
  readonly found: readonly (readonly [name: string, value: string])[];
  readonly usesNext: boolean;
}

function long(word: string, next: string | undefined): Taken | UnreadableWords {
  const [given = '', ...rest] = word.slice(2).split('=');
  const value = word.includes('=') ? rest.join('=') : null;
  const names = OPTIONS.filter(({ isShortOnly, name }) => !isShortOnly && name.startsWith(given));
  const shape = names.find(({ name }) => name === given) ?? (names.length === 1 ? names[0] : undefined);
  if (shape === undefined) {
    return unreadable(
      names.length === 0 ? `option --${given} not recognized` : `option --${given} not a unique prefix`,
    );
  }
  if (shape.value === 'none') {
    if (value !== null) return unreadable(`option --${shape.name} must not have an argument`);
    return { found: [[shape.name, '']], usesNext: false };
  }
  if (value !== null || shape.value === 'optional') {
    return { found: [[shape.name, value ?? '']], usesNext: false };
  }
  if (next === undefined) return unreadable(`option --${shape.name} requires argument`);
  return { found: [[shape.name, next]], usesNext: true };
}

/** One or several letters; what is behind the letter of an option with value is the value. */
function short(word: string, next: string | undefined): Taken | UnreadableWords {
  const found: [string, string][] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const shape: OptionShape | undefined = OPTIONS.find((option) => option.letter === letter);
    if (shape === undefined) return unreadable(`option -${letter} not recognized`);
    if (shape.value === 'none') {
      found.push([shape.name, '']);
      continue;
    }
    const rest = word.slice(at + 1);
    if (rest !== '') return { found: [...found, [shape.name, rest]], usesNext: false };
    if (next === undefined) return unreadable(`option -${letter} requires argument`);
    return { found: [...found, [shape.name, next]], usesNext: true };
  }
  return { found, usesNext: false };
}

function unreadable(message: string, isHelpShown = true): UnreadableWords {
  return { kind: 'unreadable', message, isHelpShown };
}
