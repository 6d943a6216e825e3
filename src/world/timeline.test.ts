import { expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

it('keeps appointments by time, and those of one time in the order they were made', () => {
  const timeline = new Timeline();
  const seen: string[] = [];
  timeline.at(20, () => seen.push('late'));
  timeline.at(10, () => seen.push('first'));
  timeline.at(10, () => {
    seen.push('second');
    timeline.in(0, () => seen.push('third'));
  });
  timeline.at(15, () => seen.push('cancelled')).isCancelled = true;
  while (timeline.advance());
  expect(seen).toEqual(['first', 'second', 'third', 'late']);
  expect(timeline.now).toBe(20);
});

it('stays in order however many there are', () => {
  const timeline = new Timeline();
  const seen: number[] = [];
  for (let i = 0; i < 500; i++) timeline.at((i * 7919) % 503, () => seen.push(timeline.now));
  while (timeline.advance());
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen).toHaveLength(500);
});
