import { describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS, NO_EVENTS, type SimulateOptions } from './request.ts';
import { type SimulationResult, simulate } from './simulate.ts';

const CIB = `<cib admin_epoch="0" epoch="1" num_updates="1" dc-uuid="1" have-quorum="true" validate-with="pacemaker-3.0" crm_feature_set="3.16.1">
  <configuration>
    <crm_config><cluster_property_set id="c"><nvpair id="f" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
    <nodes><node id="1" uname="n1"/><node id="2" uname="n2"/></nodes>
    <resources>
      <primitive id="db" class="ocf" provider="heartbeat" type="pgsql">
        <operations><op id="m" name="monitor" interval="10s"/></operations>
      </primitive>
    </resources>
    <constraints/>
  </configuration>
  <status>
    <node_state id="1" uname="n1" in_ccm="true" crmd="online" join="member" expected="member"/>
    <node_state id="2" uname="n2" in_ccm="true" crmd="online" join="member" expected="member"/>
  </status>
</cib>`;

function play(change: Partial<SimulateOptions>, cib = CIB): SimulationResult {
  return simulate({
    cib,
    options: { ...DEFAULT_OPTIONS, ...change },
    now: { epoch: 1_700_000_000, offset: 0 },
    localOffset: () => 0,
    commandLine: 'hawser simulate',
  });
}

describe('a simulation', () => {
  test('without options shows the state of the cluster', () => {
    expect(play({}).output).toBe(
      [
        'Current cluster status:',
        '  * Node List:',
        '    * Online: [ n1 n2 ]',
        '',
        '  * Full List of Resources:',
        '    * db\t(ocf:heartbeat:pgsql):\t Stopped',
        '',
      ].join('\n'),
    );
  });

  test('tells what would be done and where that leads', () => {
    const { output, exitCode } = play({ simulate: true });
    expect(exitCode).toBe(0);
    expect(output.slice(output.indexOf('Transition'))).toBe(
      [
        'Transition Summary:',
        '  * Start      db      (    n1 )',
        '',
        'Executing Cluster Transition:',
        '  * Resource action: db              monitor on n2',
        '  * Resource action: db              monitor on n1',
        '  * Resource action: db              start on n1',
        '  * Resource action: db              monitor=10000 on n1',
        '',
        'Revised Cluster Status:',
        '  * Node List:',
        '    * Online: [ n1 n2 ]',
        '',
        '  * Full List of Resources:',
        '    * db\t(ocf:heartbeat:pgsql):\t Started n1',
        '',
      ].join('\n'),
    );
  });

  test('can be continued from the CIB it led to', () => {
    const { artefacts } = play({
      simulate: true,
      artefacts: { ...DEFAULT_OPTIONS.artefacts, outputCib: true },
    });
    const again = play({ simulate: true }, artefacts.outputCib ?? '');
    expect(again.output).toContain('Transition Summary:\n\nExecuting Cluster Transition:\n\nRevised');
  });

  test('stops at an operation that was made to fail', () => {
    const { output, exitCode } = play({ failures: ['db_start_0@n1=1'] });
    expect(exitCode).toBe(0);
    expect(output).toContain(
      'Pretending action 3 failed with rc=1\n  * Injecting attribute fail-count-db#start_0',
    );
    expect(output).toContain('FAILED n1');
    expect(output).not.toContain('monitor=10000');
  });

  test('with -Q shows scores only', () => {
    expect(play({ showScores: true, quiet: true, simulate: true }).output).toBe(
      [
        'pcmk__primitive_assign: db allocation score on n1: 0',
        'pcmk__primitive_assign: db allocation score on n2: 0',
        '',
        '',
      ].join('\n'),
    );
  });

  test('performs synthetic events in the order of their kinds', () => {
    const { output } = play({
      events: { ...NO_EVENTS, quorum: 'true', nodesDown: ['n2'], nodesUp: ['n3'], ticketsGranted: ['T'] },
    });
    expect(output).toContain(
      [
        'Performing Requested Modifications:',
        '  * Setting quorum: true',
        '  * Bringing node n3 online',
        '  * Taking node n2 offline',
        '  * Granting ticket T',
      ].join('\n'),
    );
  });

  test('goes on after an operation nobody can read or that names no resource', () => {
    const { errors, exitCode } = play({ events: { ...NO_EVENTS, operations: ['x', 'y_start_0@n1=1'] } });
    expect(errors).toEqual(['Invalid operation spec: x.  Only found 1 fields', 'Invalid resource name: y']);
    expect(exitCode).toBe(0);
  });

  test('finds a resource unknown before it finds the node unknown', () => {
    const { errors, exitCode } = play({ events: { ...NO_EVENTS, operations: ['y_start_0@n9=1'] } });
    expect(errors).toEqual(['Invalid resource name: y']);
    expect(exitCode).toBe(0);
  });

  test('records an injected result under the name it was asked for', () => {
    const cloned = CIB.replace('<primitive', '<clone id="all"><primitive').replace(
      '</primitive>',
      '</primitive></clone>',
    );
    const events = { ...NO_EVENTS, operations: ['db:0_monitor_10000@n1=1'] };
    const { artefacts, errors } = play(
      { events, artefacts: { ...DEFAULT_OPTIONS.artefacts, inputCib: true } },
      cloned,
    );
    expect(errors).toEqual([]);
    expect(artefacts.inputCib).toContain('<lrm_resource id="db:0"');
    expect(artefacts.inputCib).toContain(
      'fail-count-db.0.monitor_10000" name="fail-count-db:0#monitor_10000"',
    );
  });

  test('knows remote and guest nodes that have neither a node nor a status entry', () => {
    const remote = '<primitive id="far" class="ocf" provider="pacemaker" type="remote"/>';
    const guest =
      '<meta_attributes id="g"><nvpair id="gn" name="remote-node" value="inner"/></meta_attributes>';
    const cib = CIB.replace('<resources>', `<resources>${remote}`).replace(
      '<operations>',
      `${guest}<operations>`,
    );
    const { exitCode, artefacts } = play(
      {
        events: { ...NO_EVENTS, nodesDown: ['inner'], nodesFailed: ['far'] },
        artefacts: { ...DEFAULT_OPTIONS.artefacts, inputCib: true },
      },
      cib,
    );
    expect(exitCode).toBe(0);
    expect(artefacts.inputCib).toContain(
      '<node_state id="inner" uname="inner" in_ccm="false" crmd="offline"',
    );
    expect(artefacts.inputCib).toContain('<node_state id="far" uname="far" in_ccm="false" crmd="online"');
  });

  test('ends with a problem when it is told of a node that does not exist', () => {
    const { errors, exitCode, problems } = play({ events: { ...NO_EVENTS, nodesDown: ['n9'] } });
    expect(exitCode).toBe(65);
    expect(problems.map(({ code }) => code)).toEqual(['HWS-SIM-001']);
    expect(errors.join()).toContain('no node "n9"');
  });

  test('answers damaged documents with the place of the damage', () => {
    const { errors, exitCode, output } = play({}, '<cib>\n<status>\n</cib>');
    expect(exitCode).toBe(78);
    expect(output).toBe('');
    expect(errors.join()).toMatch(/^3:\d+: HWS-CIB-/);
  });

  test('judges by the time it is given', () => {
    expect(play({ dateTime: '2020-01-01' }).output).toMatch(
      /^Setting effective cluster time: 2020-01-01\nCurrent/,
    );
    const dated = CIB.replace('<cib ', '<cib execution-date="1500000000" ');
    expect(play({}, dated).output).toMatch(/^Using the original execution date of: 2017-07-14 02:40:00Z\n/);
  });

  test('leaves a given tree as it was', () => {
    const before = play({ artefacts: { ...DEFAULT_OPTIONS.artefacts, outputCib: true } }).artefacts.outputCib;
    play({ simulate: true });
    expect(play({ artefacts: { ...DEFAULT_OPTIONS.artefacts, outputCib: true } }).artefacts.outputCib).toBe(
      before,
    );
  });

  test('speaks XML', () => {
    const { output } = play({ format: 'xml', run: true });
    expect(output).toContain('<pacemaker-result api-version="2.25" request="hawser simulate">');
    expect(output).toContain('    <rsc_action action="start" resource="db" node="n1"/>');
    expect(output).toContain('  <status code="0" message="OK"/>\n</pacemaker-result>\n');
  });
});
