import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readUnchecked } from '../../src/cib/unchecked.fixture.ts';
import { decideTree } from './decided-cluster.ts';

it('a bundle colocated with itself is told as a problem, where the reference program never answers', () => {
  const text = readFileSync(join(import.meta.dirname, 'bundle-colocated-with-itself.xml'), 'utf8');
  const cluster = decideTree(readUnchecked(text).root);
  expect(cluster.problems.map(({ code, id }) => [code, id])).toContainEqual(['HWS-PLC-003', 'b1']);
  expect(cluster.graph).not.toBeNull();
});
