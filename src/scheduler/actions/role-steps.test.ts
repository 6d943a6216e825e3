import { describe, expect, it } from 'vitest';
import { Role, roleName } from '../model/role.ts';
import { nextStep, operationOfStep } from './role-steps.ts';

/** Operations from one role to another, as the state machine walks. */
function walk(from: Role, target: Role): string[] {
  const path: string[] = [];
  let role = from;
  for (let steps = 0; role !== target && steps < 8; steps++) {
    const next = nextStep(role, target);
    const operation = operationOfStep(role, next);
    if (operation === null) {
      path.push(`nothing from ${roleName(role)} to ${roleName(next)}`);
      break;
    }
    path.push(operation);
    role = next;
  }
  return path;
}

describe('the way from one role to another', () => {
  it('starts an unpromoted instance before it is promoted', () => {
    expect(walk(Role.Stopped, Role.Promoted)).toEqual(['start', 'promote']);
  });

  it('demotes before it stops', () => {
    expect(walk(Role.Promoted, Role.Stopped)).toEqual(['demote', 'stop']);
  });

  it('stops an unpromoted instance that shall be merely started, and starts it again', () => {
    expect(walk(Role.Unpromoted, Role.Started)).toEqual(['stop', 'start']);
  });

  it('does nothing from started to unpromoted', () => {
    expect(walk(Role.Started, Role.Unpromoted)).toEqual(['nothing from Started to Unpromoted']);
  });

  it('stops what is in an unknown role', () => {
    expect(walk(Role.Unknown, Role.Started)).toEqual(['stop', 'start']);
  });

  it('promotes what is started', () => {
    expect(walk(Role.Started, Role.Promoted)).toEqual(['promote']);
  });
});
