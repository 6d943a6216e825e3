import { describe, expect, it } from 'vitest';
import { compilePosixPattern } from './posix-pattern.ts';

function search(pattern: string, text: string): readonly string[] | null {
  const compiled = compilePosixPattern(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.pattern.search(text);
}

describe('compilePosixPattern', () => {
  it('searches anywhere in the text unless it is anchored', () => {
    expect(search('b', 'abc')).toEqual(['b']);
    expect(search('^b', 'abc')).toBeNull();
    expect(search('^a.c$', 'abc')).toEqual(['abc']);
  });

  it('captures groups, and gives empty text for those that took no part', () => {
    expect(search('^(web|db)-([0-9]+)$', 'db-17')).toEqual(['db-17', 'db', '17']);
    expect(search('(a)|(b)', 'b')).toEqual(['b', '', 'b']);
  });

  it('takes the leftmost and then the longest match', () => {
    expect(search('a|ab|abc', 'xabc')).toEqual(['abc']);
    expect(search('bc|abcd', 'abcd')).toEqual(['abcd']);
    expect(search('x*', 'aaa')).toEqual(['']);
  });

  it('knows repeats, classes, ranges and escapes', () => {
    expect(search('^[[:alpha:]]{2,3}[^0-9]?$', 'abc-')).toEqual(['abc-']);
    expect(search('^a{2}$', 'aaa')).toBeNull();
    expect(search('^a{,2}$', 'aa')).toEqual(['aa']);
    expect(search('^[]x-]+$', ']-x')).toEqual([']-x']);
    expect(search('\\.', 'a.b')).toEqual(['.']);
    expect(search('[\\]+', '\\')).toEqual(['\\']);
    expect(search('[[.-.]a]+', 'a-')).toEqual(['a-']);
    expect(search('\\<rsc\\>', 'my rsc')).toEqual(['rsc']);
    expect(search('^(a*)*$', 'aaa')?.[0]).toBe('aaa');
    expect(search('a||b', 'zzz')).toEqual(['']);
    expect(search('a)', 'a)')).toEqual(['a)']);
  });

  it('says what is wrong with a pattern it cannot read', () => {
    for (const pattern of [
      '(',
      '[',
      '[a',
      'a{',
      'a{x}',
      'a{3,2}',
      '*a',
      '+',
      'a|?',
      '[[:nope:]]',
      '\\',
      '(a)\\1',
      '[z-a]',
      'a{1,40000}',
      '[a-',
      '^*',
    ]) {
      const compiled = compilePosixPattern(pattern);
      expect(compiled.ok, pattern).toBe(false);
    }
  });

  it('refuses patterns that would be written out to enormous programs', () => {
    expect(compilePosixPattern('((((a{999}){999}){999}){999}){999}').ok).toBe(false);
    expect(compilePosixPattern('('.repeat(100_000)).ok).toBe(false);
    expect(compilePosixPattern(`a${'*'.repeat(100_000)}`).ok).toBe(false);
    expect(search('^a{0}{9999}{9999}{9999}b', 'b')).toEqual(['b']);
  });

  it('takes linear time where backtracking would take for ever', () => {
    expect(search('^(a+)+$', `${'a'.repeat(3000)}b`)).toBeNull();
    expect(search('^(a|aa|a?)*c', 'a'.repeat(3000))).toBeNull();
  });
});
