/** A run of commands on one starting point. Every command sees what the ones before it have left. */
export interface Sequence {
  readonly topic: string;
  readonly title: string;
  /** Requirement rows that the sequence is about (`S1.80`). */
  readonly rows: readonly string[];
  /** Files of `test/pcs/inputs` that lie in the working folder at the start, by the name they get there. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly commands: readonly Command[];
}

export interface Command {
  /** As it stands in the sequence file. */
  readonly text: string;
  readonly line: number;
  /** Arguments of the program, options for the files included. */
  readonly argv: readonly string[];
}

/**
 * Reads a sequence file:
 *
 *     == Title of a sequence · S1.80 S1.81
 *     from openstack.xml [three-nodes.conf]
 *     constraint order start a-clone then b-clone
 *     ! --version                        (a command that gets no -f)
 *
 * Words are split as a shell does (quotes and backslash). Lines beginning with # are for the reader. A command gets
 * `-f cib.xml` in front when the sequence starts from a CIB, else `--corosync_conf corosync.conf`.
 */
export function readSequences(topic: string, text: string): readonly Sequence[] {
  const sequences: { title: string; rows: string[]; inputs: Map<string, string>; commands: Command[] }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('== ')) {
      const [title, rows = ''] = line.slice(3).split(' · ');
      sequences.push({
        title: title as string,
        rows: rows.split(' ').filter(Boolean),
        inputs: new Map(),
        commands: [],
      });
      continue;
    }
    const sequence = sequences.at(-1);
    if (sequence === undefined)
      throw new Error(`${topic}:${index + 1}: a command stands before the first "== title"`);
    if (line.startsWith('from ')) {
      for (const input of line.slice(5).split(' ').filter(Boolean)) {
        sequence.inputs.set(input.endsWith('.conf') ? 'corosync.conf' : 'cib.xml', input);
      }
      continue;
    }
    const words = splitWords(line.startsWith('! ') ? line.slice(2) : line);
    const files = line.startsWith('! ') ? [] : fileOptions(sequence.inputs);
    sequence.commands.push({ text: line, line: index + 1, argv: [...files, ...words] });
  }
  return sequences.map((sequence) => ({ topic, ...sequence }));
}

function fileOptions(inputs: ReadonlyMap<string, string>): readonly string[] {
  if (inputs.has('cib.xml')) return ['-f', 'cib.xml'];
  return inputs.has('corosync.conf') ? ['--corosync_conf', 'corosync.conf'] : [];
}

/** Splits a line into words as a shell does, without expansions. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g)) {
    words.push(
      match[0].replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, (_, single, double, escaped) =>
        single !== undefined ? single : double !== undefined ? double.replace(/\\(["\\])/g, '$1') : escaped,
      ),
    );
  }
  return words;
}
