import { expect, it } from 'vitest';
import { cibText, onFile } from '../pcs.fixture.ts';

const clone = (id: string): string =>
  `<clone id="${id}-clone"><primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"/></clone>`;
const CLONES = ['keystone', 'neutron-netns', 'neutron-ovs', 'nova-api'].map(clone).join('');

it('S1.83 finds a then that has grown together with its resource', async () => {
  const answer = await onFile(
    cibText(CLONES),
    'constraint order start neutron-netns-clonethen neutron-ovs-clone',
  );
  expect(answer.code).toBe(1);
  expect(answer.err).toBe(
    "Error: 'then' is missing between two resources; did you mean 'pcs constraint order start neutron-netns-clone then neutron-ovs-clone'?\n",
  );
  expect(answer.cib).toBe(cibText(CLONES));
  const accepted = await onFile(
    cibText(CLONES),
    'constraint order start neutron-netns-clone then neutron-ovs-clone',
  );
  expect(accepted.code).toBe(0);
});

it('S1.80 S1.86 orders clones one after another', async () => {
  const { out } = await onFile(
    cibText(CLONES),
    'constraint order start keystone-clone then neutron-netns-clone',
    'constraint order start neutron-netns-clone then neutron-ovs-clone',
    'constraint order',
  );
  expect(out.split('\n').slice(1, 3)).toEqual([
    '  start keystone-clone then start neutron-netns-clone (kind:Mandatory)',
    '  start neutron-netns-clone then start neutron-ovs-clone (kind:Mandatory)',
  ]);
});

it('S1.128 S1.133 S1.134 restricts a clone to nodes of one kind', async () => {
  const { cib } = await onFile(
    cibText(CLONES),
    'constraint location nova-api-clone rule resource-discovery=exclusive score=0 osprole eq controller',
    'constraint location keystone-clone rule defined osprole',
  );
  expect(cib).toContain('resource-discovery="exclusive"');
  expect(cib).toContain('<rule id="location-nova-api-clone-rule" score="0">');
  expect(cib).toContain('<rule id="location-keystone-clone-rule" score="INFINITY">');
});

it('S1.135 removes the constraint with its last rule', async () => {
  const rule = 'constraint location keystone-clone rule defined osprole';
  const removed = await onFile(cibText(CLONES), rule, 'constraint rule remove location-keystone-clone-rule');
  expect(removed.err).toBe('Removing Constraint: location-keystone-clone\n');
  expect(removed.cib).not.toContain('rsc_location');
});

it('says which part of an expression is not understood', async () => {
  const { code, err } = await onFile(cibText(CLONES), 'constraint location keystone-clone rule rack is 5');
  expect(code).toBe(1);
  expect(err).toBe("Error: 'rack is 5' is not a valid rule expression: unexpected 'is'\n");
});

it('removes what is there of several constraints and tells what is not', async () => {
  const { code, err, cib } = await onFile(
    cibText(CLONES),
    'constraint order keystone-clone then nova-api-clone',
    'constraint remove order-keystone-clone-nova-api-clone-mandatory nowhere',
  );
  expect(code).toBe(1);
  expect(err).toBe("Error: Unable to find constraint - 'nowhere'\n");
  expect(cib).not.toContain('rsc_order');
});

it('S1.145 answers the other spelling with the canonical form', async () => {
  const words = 'location keystone-clone rule role=master score=5 rack eq a';
  const other = await onFile(cibText(CLONES), `resource constraint ${words}`);
  expect(other.code).toBe(1);
  expect(other.err).toBe(
    `Error: there is no command 'resource constraint'; did you mean 'pcs constraint ${words}'?\n`,
  );
  expect(other.cib).toBe(cibText(CLONES));
  const canonical = await onFile(cibText(CLONES), `constraint ${words}`);
  expect(canonical.code).toBe(0);
  expect(canonical.cib).toContain('role="Promoted"');
});
