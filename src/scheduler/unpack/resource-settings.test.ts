import { describe, expect, it } from 'vitest';
import { Role } from '../model/role.ts';
import { configuredCluster } from './cluster-fixture.ts';
import { findResource } from './find.ts';

function resource(
  meta: Record<string, string>,
  more: { agent?: string; options?: Record<string, string>; parameters?: string } = {},
) {
  const pairs = Object.entries(meta)
    .map(([name, value]) => `<nvpair id="p-${name}" name="${name}" value="${value}"/>`)
    .join('');
  const cluster = configuredCluster({
    options: more.options ?? {},
    resources: `<primitive id="r" ${more.agent ?? 'class="ocf" provider="heartbeat" type="Dummy"'}>
      <meta_attributes id="m">${pairs}</meta_attributes>${more.parameters ?? ''}</primitive>`,
  });
  const found = findResource(cluster, 'r');
  if (found === null) throw new Error('dropped');
  return found;
}

describe('settings of a resource (A3.6)', () => {
  it('have the defaults of spec B4.7', () => {
    expect(resource({})).toMatchObject({
      priority: 0,
      stickiness: 0,
      migrationThreshold: 1_000_000,
      failureTimeoutS: 0,
      isManaged: true,
      isMaintenance: false,
      isCritical: true,
      multipleActive: 'stop_start',
      needsFencing: true,
      isUnique: true,
      nextRole: Role.Unknown,
    });
  });

  it('treat the word default as nothing', () => {
    expect(
      resource({
        'is-managed': 'default',
        'resource-stickiness': 'default',
        'migration-threshold': 'default',
        'target-role': 'Default',
      }),
    ).toMatchObject({
      isManaged: true,
      stickiness: 0,
      migrationThreshold: 1_000_000,
      nextRole: Role.Unknown,
    });
  });

  it('count a negative migration threshold as 1', () => {
    expect(resource({ 'migration-threshold': '-4' }).migrationThreshold).toBe(1);
  });

  it('unmanage everything in maintenance mode, whatever the resource says', () => {
    const found = resource({ 'is-managed': 'true' }, { options: { 'maintenance-mode': 'true' } });
    expect(found).toMatchObject({ isManaged: false, isMaintenance: true });
  });

  it('round the failure timeout down to seconds', () => {
    expect(resource({ 'failure-timeout': '2500ms' }).failureTimeoutS).toBe(2);
  });

  it('replace the failure timeout of a remote connection by its reconnect interval', () => {
    const parameters =
      '<instance_attributes id="i"><nvpair id="ri" name="reconnect_interval" value="60"/></instance_attributes>';
    const agent = 'class="ocf" provider="pacemaker" type="remote"';
    expect(resource({ 'failure-timeout': '10' }, { agent, parameters })).toMatchObject({
      isRemoteConnection: true,
      allowsMigration: true,
      reconnectIntervalS: 60,
      failureTimeoutS: 60,
    });
  });

  it.each([
    ['nothing', {}, [false, false, false]],
    ['quorum', {}, [true, false, false]],
    ['unfencing', {}, [false, true, true]],
    ['unfencing', { 'stonith-enabled': 'false' }, [true, false, false]],
    ['rubbish', { 'stonith-enabled': 'false' }, [true, false, false]],
    ['rubbish', { 'stonith-enabled': 'false', 'no-quorum-policy': 'ignore' }, [false, false, false]],
  ])('need what requires=%s says with %o', (requires, options, expected) => {
    const found = resource({ requires }, { options });
    expect([found.needsQuorum, found.needsFencing, found.needsUnfencing]).toEqual(expected);
  });

  it('need only quorum when they are fencing devices', () => {
    expect(resource({}, { agent: 'class="stonith" type="fence_x"' })).toMatchObject({
      isFenceDevice: true,
      needsQuorum: true,
      needsFencing: false,
    });
  });
});

describe('target role (A3.7)', () => {
  it('asks for the stopped role, and for no promotion only where that means something', () => {
    expect(resource({ 'target-role': 'stopped' }).nextRole).toBe(Role.Stopped);
    expect(resource({ 'target-role': 'Slave' }).nextRole).toBe(Role.Unknown);
    const cluster = configuredCluster({
      resources: `<clone id="c"><meta_attributes id="m"><nvpair id="p" name="promotable" value="true"/>
        <nvpair id="q" name="target-role" value="Slave"/></meta_attributes>
        <primitive id="r" class="ocf" provider="pacemaker" type="Stateful"/></clone>`,
    });
    expect(findResource(cluster, 'r:0')?.nextRole).toBe(Role.Unpromoted);
  });
});
