import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { httpClient } from '../../../src/openstack/http.ts';
import { Keystone } from '../../../src/openstack/keystone.ts';
import { Nova } from '../../../src/openstack/nova.ts';

/** The cloud of a lab folder, as its administrator. */
export interface LabCloud {
  /** `lab.json`. */
  readonly lab: Readonly<Record<string, string>>;
  readonly nova: Nova;
  /** Asks for one more server on a host; it may take a while until it is active. */
  readonly boot: (host: string) => Promise<void>;
}

export function openLabCloud(folder: string): LabCloud {
  const lab = JSON.parse(readFileSync(join(folder, 'lab.json'), 'utf8')) as Record<string, string>;
  const http = httpClient(null);
  const cloud = {
    authUrl: lab.auth_url ?? '',
    identity: {
      kind: 'password',
      user: { name: lab.username ?? '', domain: { name: 'Default' } },
      project: { name: lab.project ?? '', domain: { name: 'Default' } },
      password: { kind: 'plain', value: lab.password ?? '' },
    },
    region: 'RegionOne',
    interface: 'public',
    caFile: null,
  } as const;
  const keystone = new Keystone(cloud, http, Date.now, 15_000);
  const boot = async (host: string): Promise<void> => {
    const session = await keystone.session();
    if (session.kind !== 'done') throw new Error(session.problem.message);
    const headers = { 'x-auth-token': session.value.token, 'openstack-api-version': 'compute 2.37' };
    const server = {
      name: `vm-${randomUUID().slice(0, 8)}`,
      imageRef: lab.image_id,
      flavorRef: lab.flavor_id,
      networks: 'none',
      availability_zone: `nova:${host}`,
    };
    const answer = await http({
      method: 'POST',
      url: `${lab.nova_url}/servers`,
      headers,
      body: { server },
      deadlineMs: 30_000,
    });
    if (answer.kind !== 'answer' || answer.status !== 202)
      throw new Error(`not booted: ${JSON.stringify(answer)}`);
  };
  return { lab, nova: new Nova(keystone, http, wait), boot };
}
