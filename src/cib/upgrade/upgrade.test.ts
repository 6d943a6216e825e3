import { describe, expect, test } from 'vitest';
import { writeXml } from '../write.ts';
import { parseDocument } from '../xml/parse-document.ts';
import { upgrade } from './upgrade.ts';

const PRIMITIVE = 'class="ocf" provider="p" type="t"';

/** Upgrades a configuration and gives what is in it afterwards. */
function upgraded(content: string, schema = 'pacemaker-2.10'): string {
  const parsed = parseDocument(
    `<cib validate-with="${schema}"><configuration>${content}</configuration></cib>`,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { root } = parsed.value;
  upgrade(root);
  return writeXml(root).replace(/^<cib[^>]*><configuration>|<\/configuration><\/cib>$/g, '');
}

const properties = (...pairs: readonly string[]) =>
  `<crm_config><cluster_property_set id="s">${pairs.join('')}</cluster_property_set></crm_config>`;
const pair = (id: string, name: string, value: string) =>
  `<nvpair id="${id}" name="${name}" value="${value}"/>`;
const resources = (children: string) =>
  `<resources><primitive id="r" ${PRIMITIVE}>${children}</primitive></resources>`;

describe('which documents are upgraded (A1.2)', () => {
  test.each(['pacemaker-3.0', 'pacemaker-3.9', 'pacemaker-next', 'none'])('%s is left alone', (schema) => {
    const content = properties(pair('p', 'stonith_enabled', '1'));
    expect(upgraded(content, schema)).toBe(content);
  });

  test('an old document without old names is only relabelled', () => {
    const parsed = parseDocument(
      '<cib validate-with="pacemaker-1.3"><configuration><nodes/></configuration></cib>',
    );
    if (!parsed.ok) throw new Error('must parse');
    expect(upgrade(parsed.value.root)).toBe(true);
    expect(writeXml(parsed.value.root)).toBe(
      '<cib validate-with="pacemaker-3.9"><configuration><nodes/></configuration></cib>',
    );
  });

  test('names that are merely out of use stay in a document that is only relabelled', () => {
    const content = resources(
      `<meta_attributes id="m">${pair('p', 'resource-failure-stickiness', '5')}</meta_attributes>`,
    );
    expect(upgraded(content)).toBe(content);
  });
});

describe('cluster properties (A1.4)', () => {
  test('underscores become hyphens', () => {
    expect(upgraded(properties(pair('p', 'no_quorum_policy', 'stop')))).toBe(
      properties(pair('p', 'no-quorum-policy', 'stop')),
    );
  });

  test('defaults move to their sections, unless they are there already', () => {
    const result = upgraded(
      `${properties(pair('a', 'default-resource-stickiness', '5'), pair('b', 'is_managed_default', 'no'), pair('c', 'default-action-timeout', '9s'))}<rsc_defaults><meta_attributes id="d">${pair('e', 'is-managed', 'yes')}</meta_attributes></rsc_defaults>`,
    );
    expect(result).toBe(
      `<crm_config/><rsc_defaults><meta_attributes id="d">${pair('e', 'is-managed', 'yes')}${pair('a', 'resource-stickiness', '5')}</meta_attributes></rsc_defaults><op_defaults><meta_attributes id="_2TO3_-op-defaults">${pair('c', 'timeout', '9s')}</meta_attributes></op_defaults>`,
    );
  });

  test('what has no successor is dropped', () => {
    const kept = pair('k', 'custom', '1');
    const result = upgraded(
      properties(pair('a', 'cluster-infrastructure', 'cman'), pair('b', 'expected-quorum-votes', '3'), kept),
    );
    expect(result).toBe(properties(kept));
  });

  test('the infrastructure of today stays', () => {
    const content = properties(
      pair('a', 'cluster-infrastructure', 'corosync'),
      pair('b', 'stonith_enabled', '1'),
    );
    expect(upgraded(content)).toContain('corosync');
  });
});

describe('resources (A1.4)', () => {
  test('fencing parameters are renamed', () => {
    const set = (pairs: string) => resources(`<instance_attributes id="i">${pairs}</instance_attributes>`);
    expect(upgraded(set(pair('a', 'pcmk_off_cmd', 'x') + pair('b', 'pcmk_arg_map', 'port:plug')))).toBe(
      set(pair('a', 'pcmk_off_action', 'x') + pair('b', 'pcmk_host_argument', 'plug')),
    );
  });

  test('an isolated resource is stopped', () => {
    const set = (pairs: string) => resources(`<meta_attributes id="m">${pairs}</meta_attributes>`);
    expect(upgraded(set(pair('a', 'isolation', 'x') + pair('b', 'isolation-host', 'y')))).toBe(
      set(pair('a', 'target-role', 'Stopped')),
    );
  });

  test('what starting requires moves to the resource, on other operations it is dropped', () => {
    const result = upgraded(
      resources(
        '<operations><op id="a" name="start" interval="0" requires="quorum"/><op id="b" name="stop" interval="0" requires="nothing"/></operations>',
      ),
    );
    expect(result).toBe(
      resources(
        `<operations><op id="a" name="start" interval="0"/><op id="b" name="stop" interval="0"/></operations><meta_attributes id="_2TO3_r-meta">${pair('_2TO3_a-meta-requires', 'requires', 'quorum')}</meta_attributes>`,
      ),
    );
  });

  test('parameters of operations that steer them become meta attributes', () => {
    const operation = (children: string) =>
      resources(`<operations><op id="a" name="monitor" interval="10">${children}</op></operations>`);
    expect(
      upgraded(
        operation(
          `<instance_attributes id="i">${pair('x', 'timeout', '9s')}${pair('y', 'own', '1')}</instance_attributes>`,
        ),
      ),
    ).toBe(
      operation(
        `<instance_attributes id="i">${pair('y', 'own', '1')}</instance_attributes><meta_attributes id="_2TO3_a-meta">${pair('x', 'timeout', '9s')}</meta_attributes>`,
      ),
    );
  });
});

describe('the rest', () => {
  test('ordinary nodes are members', () => {
    expect(upgraded('<nodes><node id="1" uname="a" type="normal"/></nodes>')).toBe(
      '<nodes><node id="1" uname="a" type="member"/></nodes>',
    );
  });

  test('colocations lose what never had an effect', () => {
    expect(
      upgraded(
        '<constraints><rsc_colocation id="c" rsc="a" with-rsc="b" score-attribute="x"/></constraints>',
      ),
    ).toBe('<constraints><rsc_colocation id="c" rsc="a" with-rsc="b"/></constraints>');
  });

  test('access control of the first generation is rewritten (A1.3)', () => {
    const old =
      '<acls><acl_role id="o"><write id="w" xpath="/cib" attribute="x"/></acl_role><acl_user id="bob"><role_ref id="o"/><deny id="d" ref="r"/></acl_user></acls>';
    expect(upgraded(old, 'pacemaker-1.2')).toBe(
      '<acls><acl_role id="o"><acl_permission id="w" kind="write" xpath="/cib[@x]"/></acl_role><acl_target id="bob"><role id="o"/><role id="auto-bob"/></acl_target><acl_role id="auto-bob"><acl_permission id="d" kind="deny" reference="r"/></acl_role></acls>',
    );
  });
});
