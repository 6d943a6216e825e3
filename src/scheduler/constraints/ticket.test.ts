import { describe, expect, it } from 'vitest';
import { group, primitive } from '../placement/scenario.fixture.ts';
import { findResource } from '../unpack/find.ts';
import { type ConstraintScenario, problemCodes, read, scoresOf } from './constraint.fixture.ts';

const BANNED = '-INFINITY/-INFINITY/-INFINITY';
const ALLOWED = '0/0/0';
const state = (granted: boolean, standby = false) =>
  `<ticket_state id="T" granted="${granted}" standby="${standby}"/>`;
const resources = primitive('a') + group('g', [primitive('x'), primitive('y')]);
const needs = (attributes: string, more: Partial<ConstraintScenario> = {}) =>
  read({ resources, constraints: `<rsc_ticket id="k" ticket="T" ${attributes}/>`, ...more });

describe('tickets (B15.6)', () => {
  it("that were never granted keep every leaf from running, but not the group's own table", () => {
    const cluster = needs('rsc="g"');
    expect([scoresOf(cluster, 'g'), scoresOf(cluster, 'x'), scoresOf(cluster, 'y')]).toEqual([
      ALLOWED,
      BANNED,
      BANNED,
    ]);
    expect(cluster.tickets.get('T')?.isGranted).toBe(false);
    expect(findResource(cluster, 'g')?.tickets.length).toBe(1);
  });

  it('that are granted and not in standby change nothing', () => {
    expect(scoresOf(needs('rsc="a"', { tickets: state(true) }), 'a')).toBe(ALLOWED);
    expect(scoresOf(needs('rsc="a"', { tickets: state(true, true) }), 'a')).toBe(BANNED);
  });

  it('lost for the promoted role only stop the promotion, unless the policy is stop', () => {
    const active = { active: { n1: ['a'] } };
    expect(scoresOf(needs('rsc="a" rsc-role="Promoted"', active), 'a')).toBe(ALLOWED);
    expect(scoresOf(needs('rsc="a" rsc-role="Promoted" loss-policy="stop"', active), 'a')).toBe(BANNED);
    expect(scoresOf(needs('rsc="a" rsc-role="Promoted"'), 'a')).toBe(ALLOWED);
  });

  it('lost with policy freeze leave things as they are', () => {
    const frozen = findResource(needs('rsc="a" loss-policy="freeze"', { active: { n1: ['a'] } }), 'a');
    expect([frozen?.isManaged, frozen?.isBlocked]).toEqual([false, true]);
    const otherRole = needs('rsc="a" rsc-role="Promoted" loss-policy="freeze"', { active: { n1: ['a'] } });
    expect(findResource(otherRole, 'a')?.isBlocked).toBe(false);
  });

  it('lost with policy fence fence the nodes, when fencing is there', () => {
    const active = { active: { n1: ['a'] } };
    const on = needs('rsc="a" loss-policy="fence"', { ...active, options: { 'stonith-enabled': 'true' } });
    expect(on.nodes.map((node) => node.isUnclean)).toEqual([true, false, false]);
    expect(on.ticketConstraints[0]?.lossPolicy).toBe('fence');
    const off = needs('rsc="a" loss-policy="fence"', active);
    expect(off.nodes.map((node) => node.isUnclean)).toEqual([false, false, false]);
    expect(problemCodes(off)).toEqual(['HWS-CON-021']);
  });

  it('report what is missing or wrong', () => {
    expect(problemCodes(read({ resources, constraints: '<rsc_ticket id="k" rsc="a"/>' }))).toEqual([
      'HWS-CON-019',
    ]);
    expect(problemCodes(needs(''))).toEqual(['HWS-CON-010']);
    expect(problemCodes(needs('rsc="z"'))).toEqual(['HWS-CON-001']);
    expect(problemCodes(needs('rsc="a" loss-policy="odd"'))).toEqual(['HWS-CON-020']);
  });

  it('apply to sets and tags', () => {
    const set = '<resource_set id="s"><resource_ref id="a"/><resource_ref id="x"/></resource_set>';
    const bySet = read({ resources, constraints: `<rsc_ticket id="k" ticket="T">${set}</rsc_ticket>` });
    expect(['a', 'x', 'y'].map((id) => scoresOf(bySet, id))).toEqual([BANNED, BANNED, ALLOWED]);
    const byTag = needs('rsc="t"', { tags: '<tag id="t"><obj_ref id="y"/></tag>' });
    expect(['a', 'y'].map((id) => scoresOf(byTag, id))).toEqual([ALLOWED, BANNED]);
  });
});
