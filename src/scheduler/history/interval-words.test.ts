import { expect, it } from 'vitest';
import { intervalWords } from './interval-words.ts';

it('says intervals in the words of the reference, one of a unit in the next smaller one', () => {
  const said = [0, 500, 1000, 1500, 10_000, 60_000, 90_000, 3_661_000, 86_400_000].map(intervalWords);
  expect(said).toEqual(['0s', '500ms', '1000ms', '1.500s', '10s', '60s', '1m30s', '1h1m1000ms', '24h']);
});
