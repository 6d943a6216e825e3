/** An option of a tool: its letter, its long names (the first is its key), and whether a value follows. */
export interface ToolOption {
  readonly letter: string | null;
  readonly names: readonly [string, ...string[]];
  /** `optional`: only attached, as in `--promotion=web`. */
  readonly value: 'none' | 'required' | 'optional';
}

export interface ToolArguments {
  /** The last value of each option; empty for those that take none. */
  readonly values: ReadonlyMap<string, string>;
  /** Every option in the order given. */
  readonly ordered: readonly (readonly [name: string, value: string])[];
  readonly rest: readonly string[];
}

/** Short form of an option's description: `n,name,attr-name=` takes a value, `p,promotion?` may have one. */
export function toolOptions(...texts: readonly string[]): ToolOption[] {
  return texts.map((text) => {
    const value = text.endsWith('=') ? 'required' : text.endsWith('?') ? 'optional' : 'none';
    const [letter = '', first = '', ...more] = text.replace(/[=?]$/, '').split(',');
    return { letter: letter === '' ? null : letter, names: [first, ...more], value };
  });
}

/** Reads a command line the way the field's tools take theirs; a text says what is wrong with it. */
export function readToolArguments(
  argv: readonly string[],
  options: readonly ToolOption[],
): ToolArguments | string {
  const ordered: [string, string][] = [];
  const rest: string[] = [];
  const queue = [...argv];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      rest.push(...queue.splice(0));
    } else if (word.startsWith('--')) {
      const at = word.indexOf('=');
      const name = word.slice(2, at < 0 ? undefined : at);
      const option = options.find(({ names }) => names.includes(name));
      if (option === undefined) return `unknown option --${name}`;
      let value = at < 0 ? '' : word.slice(at + 1);
      if (at < 0 && option.value === 'required') {
        const next = queue.shift();
        if (next === undefined) return `--${name} needs a value`;
        value = next;
      }
      ordered.push([option.names[0], value]);
    } else if (word.startsWith('-') && word.length > 1) {
      for (let i = 1; i < word.length; i++) {
        const option = options.find(({ letter }) => letter === word[i]);
        if (option === undefined) return `unknown option -${word[i]}`;
        let value = '';
        if (option.value !== 'none') {
          value = word.slice(i + 1);
          i = word.length;
          if (value === '' && option.value === 'required') {
            const next = queue.shift();
            if (next === undefined) return `-${option.letter} needs a value`;
            value = next;
          }
        }
        ordered.push([option.names[0], value]);
      }
    } else {
      rest.push(word);
    }
  }
  return { values: new Map(ordered), ordered, rest };
}
