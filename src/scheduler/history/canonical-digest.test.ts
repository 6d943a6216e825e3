import { describe, expect, it } from 'vitest';
import { parametersDigest } from './canonical-digest.ts';
import { EMPTY_DIGEST, TIMEOUT_DIGEST } from './history.fixture.ts';

const digest = (parameters: Record<string, string>) => parametersDigest(new Map(Object.entries(parameters)));

describe('the digest of a parameter list (A5.11.2)', () => {
  it('is known for the empty list and for a timeout alone', () => {
    expect(digest({})).toBe(EMPTY_DIGEST);
    expect(digest({ CRM_meta_timeout: '20000' })).toBe(TIMEOUT_DIGEST);
  });

  it('does not depend on the order of the parameters', () => {
    expect(digest({ b: '2', a: '1' })).toBe(digest({ a: '1', b: '2' }));
  });

  it('tells a tab from four spaces no more than the reference does', () => {
    expect(digest({ a: 'x\ty' })).toBe(digest({ a: 'x    y' }));
    expect(digest({ a: 'x\ny' })).toBe(digest({ a: 'x\\ny' }));
    expect(digest({ a: '\u0001' })).toBe(digest({ a: '\\001' }));
  });

  it('stops escaping at the first multi-byte character', () => {
    expect(digest({ a: 'é\t' })).not.toBe(digest({ a: 'é    ' }));
    expect(digest({ a: '\té' })).toBe(digest({ a: '    é' }));
  });
});
