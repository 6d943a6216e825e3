import { describe, expect, it } from 'vitest';
import { mergeSort } from './merge-sort.ts';

describe('mergeSort', () => {
  it('keeps the order of equal elements', () => {
    const list = ['b1', 'a1', 'b2', 'a2', 'a3'];
    const byLetter = (a: string, b: string): number => a.charCodeAt(0) - b.charCodeAt(0);
    expect(mergeSort(list, byLetter)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('splits after the smaller half, which decides for comparators that go in circles', () => {
    const beats: Record<string, string> = { rock: 'scissors', scissors: 'paper', paper: 'rock' };
    const compare = (a: string, b: string): number => (a === b ? 0 : beats[a] === b ? -1 : 1);
    expect(mergeSort(['rock', 'paper', 'scissors'], compare)).toEqual(['rock', 'scissors', 'paper']);
  });
});
