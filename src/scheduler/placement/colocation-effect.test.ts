import { describe, expect, it } from 'vitest';
import type { Colocation } from '../model/constraint.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { colocationEffect } from './colocation-effect.ts';

function resource(isUnassigned: boolean, nextRole: Role, inPromotableClone = false): Resource {
  const parent = inPromotableClone ? { isPromotable: true } : null;
  return { isUnassigned, nextRole, parent } as unknown as Resource;
}

function colocation(score: number, dependentRole: Role, primaryRole: Role): Colocation {
  return { score, dependentRole, primaryRole } as unknown as Colocation;
}

const undecided = resource(true, Role.Unknown);
const decided = resource(false, Role.Started);

describe('colocationEffect', () => {
  it('waits for the primary, except in a preview', () => {
    const plain = colocation(100, Role.Unknown, Role.Unknown);
    expect(colocationEffect(undecided, undecided, plain, false)).toBe('nothing');
    expect(colocationEffect(undecided, undecided, plain, true)).toBe('location');
    expect(colocationEffect(undecided, decided, plain, false)).toBe('location');
    expect(colocationEffect(decided, decided, plain, false)).toBe('nothing');
  });

  it('acts on the role of a decided promotable instance', () => {
    const instance = resource(false, Role.Unpromoted, true);
    expect(colocationEffect(instance, decided, colocation(1, Role.Promoted, Role.Unknown), false)).toBe(
      'role',
    );
    expect(colocationEffect(instance, decided, colocation(1, Role.Unknown, Role.Unknown), false)).toBe(
      'nothing',
    );
  });

  it('holds a positive score only for the roles it names', () => {
    const promoted = resource(false, Role.Promoted);
    const wanted = colocation(1, Role.Unknown, Role.Promoted);
    expect(colocationEffect(undecided, decided, wanted, false)).toBe('nothing');
    expect(colocationEffect(undecided, promoted, wanted, false)).toBe('location');
    expect(colocationEffect(undecided, decided, colocation(1, Role.Promoted, Role.Unknown), false)).toBe(
      'nothing',
    );
  });

  it('holds a negative score for every role but the one it names', () => {
    const promoted = resource(false, Role.Promoted);
    const separated = colocation(-1, Role.Unknown, Role.Promoted);
    expect(colocationEffect(undecided, decided, separated, false)).toBe('location');
    expect(colocationEffect(undecided, promoted, separated, false)).toBe('nothing');
    expect(colocationEffect(undecided, decided, colocation(-1, Role.Promoted, Role.Unknown), false)).toBe(
      'location',
    );
  });
});
