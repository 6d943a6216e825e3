import { describe, expect, it } from 'vitest';
import { parseYaml } from './parse-yaml.ts';

describe('a YAML document', () => {
  it('tells where its values stand, and of missing ones what is around them', () => {
    const read = parseYaml('name: p\nrules:\n  - name: a\n    when: { power: off }\n  - {}\n');
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    expect(read.locate(['name'])).toEqual({ line: 1, column: 1 });
    expect(read.locate(['rules', 0, 'when', 'power'])).toEqual({ line: 4, column: 13 });
    expect(read.locate(['rules', 1, 'why'])).toEqual({ line: 5, column: 5 });
    expect(read.locate(['samples', 'of'])).toEqual({ line: 1, column: 1 });
    expect(parseYaml('')).toMatchObject({ ok: true, value: null });
  });

  it('is refused with every fault and its place', () => {
    const twice = parseYaml('a: 1\na: 2\nb: [\n');
    if (twice.ok) throw new Error('taken');
    expect(twice.faults.length).toBeGreaterThanOrEqual(2);
    expect(twice.faults.map(({ at }) => at?.line)).toContain(2);
  });

  it('is refused when its aliases multiply', () => {
    const lines = ['a0: &a0 [x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 8 }, () => `*a${i - 1}`).join(', ')}]`);
    expect(parseYaml(lines.join('\n'))).toMatchObject({ ok: false });
  });
});
