import { expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';
import { effectiveNow } from './effective-time.ts';
import { findResource } from './find.ts';
import { unpackTickets } from './tickets.ts';

const primitive = (id: string, inside = '') =>
  `<primitive id="${id}" class="ocf" provider="heartbeat" type="Dummy">${inside}</primitive>`;
const priority = (id: string, value: string) =>
  `<meta_attributes id="${id}"><nvpair id="${id}-p" name="priority" value="${value}"/></meta_attributes>`;

it('sorts top-level resources by priority and keeps the document order of equals (A0.5.5)', () => {
  const cluster = configuredCluster({
    resources:
      primitive('a') +
      primitive('b', priority('m', '5')) +
      primitive('c') +
      primitive('d', priority('n', '5')),
  });
  expect(cluster.resources.map((resource) => resource.id)).toEqual(['b', 'd', 'a', 'c']);
});

it('gives tables to an asymmetric cluster empty (B4.2)', () => {
  const cluster = configuredCluster({ options: { 'symmetric-cluster': 'false' }, resources: primitive('a') });
  expect(findResource(cluster, 'a')?.allowed.size).toBe(0);
});

it('knows templates as tags of what is made from them (A3.9)', () => {
  const cluster = configuredCluster({
    resources: `<template id="t" class="ocf" provider="heartbeat" type="Dummy"/><template id="u" class="lsb" type="x"/>
      <primitive id="x" template="t"/><primitive id="y" template="t"/>`,
    tags: '<tag id="z"><obj_ref id="x"/><obj_ref id="x"/></tag>',
  });
  expect(Object.fromEntries(cluster.tags)).toEqual({ z: ['x'], t: ['x', 'y'], u: [] });
});

it('links resources to the container they name (A4.6.2)', () => {
  const meta = '<meta_attributes id="m"><nvpair id="p" name="container" value="box"/></meta_attributes>';
  const cluster = configuredCluster({ resources: primitive('filler', meta) + primitive('box') });
  expect(findResource(cluster, 'filler')?.container?.id).toBe('box');
  expect(findResource(cluster, 'box')?.fillers.map((filler) => filler.id)).toEqual(['filler']);
});

it('reads ticket states (A1.14)', () => {
  const cluster = configuredCluster({
    status:
      '<tickets><ticket_state id="T" granted="true" standby="false" last-granted="12" note="x"/><ticket_state id="U"/></tickets>',
  });
  unpackTickets(cluster);
  expect(cluster.tickets.get('T')).toMatchObject({ isGranted: true, isStandby: false, lastGranted: 12 });
  expect(cluster.tickets.get('T')?.state.get('note')).toBe('x');
  expect(cluster.tickets.get('U')).toMatchObject({ isGranted: false, isStandby: false, lastGranted: -1 });
});

it('measures time against what was asked for, the recorded date, or the clock (A0.4)', () => {
  const clock = { epoch: 5, offset: 0 };
  const asked = { epoch: 9, offset: 0 };
  const { cib } = configuredCluster({});
  const recorded = configuredCluster({ cib: 'execution-date="77"' }).cib;
  expect(effectiveNow(recorded, asked, clock, () => 0)).toBe(asked);
  expect(effectiveNow(recorded, null, clock, () => 3600)).toEqual({ epoch: 77, offset: 3600 });
  expect(effectiveNow(cib, null, clock, () => 0)).toBe(clock);
});
