import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LabCluster } from './lab-cluster.ts';
import type { LabNode } from './lab-node.ts';
import { STORY_MS, stories } from './stories.ts';

/** A daemon that is held up by an agent is held up for as long as that agent likes. */
const ANSWER_WITHIN_MS = 3000;

/** Shell lines of an agent's actions; what is not given behaves. */
interface Behaviour {
  readonly start?: string;
  readonly monitor?: string;
  readonly metadata?: string;
}

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  talker: { start: 'yes "and another thing"' },
  deaf: { start: "trap '' TERM INT HUP; while :; do sleep 1; done" },
  codes: { start: 'exit 213' },
  gone: { start: 'kill -KILL $$' },
  // A daemon of its own that keeps the agent's output open.
  holder: { start: 'touch $state; setsid sleep 600 & exit 0' },
  secretive: { metadata: 'sleep 600' },
  rambling: { monitor: '[ -e $state ] || exit 7; head -c 30000000 /dev/zero; exit 0' },
  stuck: { monitor: '[ -e $state ] || exit 7; sleep 600' },
};

const FAILING = ['talker', 'deaf', 'codes', 'gone'];
const WORKING = ['holder', 'secretive', 'rambling', 'stuck'];

function agent({
  start = 'touch $state',
  monitor = '[ -e $state ] || exit 7',
  metadata = METADATA,
}: Behaviour) {
  return [
    '#!/bin/sh',
    'state=/run/lab-$OCF_RESOURCE_INSTANCE',
    'case $1 in',
    `start) ${start} ;;`,
    'stop) rm -f $state ;;',
    `monitor) ${monitor} ;;`,
    `meta-data) ${metadata} ;;`,
    '*) exit 3 ;;',
    'esac',
  ].join('\n');
}

const METADATA =
  'echo "<resource-agent name=\\"x\\"><version>1.0</version><parameters/><actions><action name=\\"start\\" timeout=\\"5\\"/></actions></resource-agent>"';

function resource(id: string): string {
  return `<primitive id="${id}" class="ocf" provider="lab" type="${id}"><operations>
<op id="${id}-start" name="start" interval="0" timeout="3s"/><op id="${id}-stop" name="stop" interval="0" timeout="20s"/>
<op id="${id}-monitor" name="monitor" interval="1s" timeout="3s" on-fail="ignore"/></operations></primitive>`;
}

/** The longest that any daemon took to answer while something goes on, ms. */
async function longestAnswer(lab: LabCluster, meanwhile: Promise<void>): Promise<number> {
  let isOver = false;
  let longest = 0;
  const watch = async (node: LabNode): Promise<void> => {
    while (!isOver) {
      const asked = performance.now();
      expect(await node.status(), `${node.name} to answer`).not.toBeNull();
      longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const watches = lab.nodes.map(watch);
  await meanwhile.finally(() => {
    isOver = true;
  });
  await Promise.all(watches);
  return longest;
}

stories('a cluster with bad agents and bad configurations', (lab) => {
  it('answers whatever agents do, and runs everything else', { timeout: STORY_MS }, async () => {
    for (const [name, behaviour] of Object.entries(BEHAVIOURS)) {
      const file = join(lab().agentFolder, name);
      writeFileSync(file, agent(behaviour));
      chmodSync(file, 0o755);
    }
    const first = lab().nodes[0] as LabNode;
    const host = await lab().hostOf('web-server');
    const begun = Date.now();
    await lab().restoreConfiguration([...FAILING, ...WORKING, 'absent'].map(resource).join('\n'));
    const everywhere = lab().until('the agents that fail to have failed on each node', async () => {
      const xml = (await first.view())?.xml ?? '';
      return FAILING.every((id) => xml.split(`name="fail-count-${id}#start_0"`).length === 4);
    });
    expect(await longestAnswer(lab(), everywhere)).toBeLessThan(ANSWER_WITHIN_MS);
    await lab().until('the monitor that hangs to be seen', async () => {
      return (await lab().does(first, 'status')).includes('stuck_monitor_1000');
    });
    for (const id of [...FAILING, 'absent']) expect(await lab().where(id), id).toEqual([]);
    for (const id of WORKING) expect(await lab().where(id), id).toHaveLength(1);
    expect(await lab().does(first, 'status')).toMatch(/absent.*not installed/s);
    // What agents that were ended have left would run for ever.
    await lab().until('no process of agents that were ended to be left', () =>
      lab().nodes.every((node) => node.host.run(['pgrep', '-f', 'lab/(talker|deaf|gone) ']).status !== 0),
    );
    expect(lab().probe.isServedOnlyBy(host.name, begun)).toBe(true);
    await lab().restoreConfiguration();
    await lab().until('all of them to have ended', async () => {
      const views = await Promise.all(WORKING.map((id) => lab().where(id)));
      return views.flat().length === 0;
    });
    await lab().settles();
    expect(lab().nodes.flatMap(({ bmc }) => bmc.commands)).not.toContain('set power 0');
  });

  it('refuses a bad configuration with the reason, and holds on to the good one', {
    timeout: STORY_MS,
  }, async () => {
    const node = lab().nodes[1] as LabNode;
    const good = (await node.view())?.xml ?? '';
    const file = join(lab().lab.directory, 'bad.xml');
    const version = 'admin_epoch="1000" epoch="0"';
    const newer = good.replace(/admin_epoch="\d+" epoch="\d+"/, version);
    expect(newer).toContain(version);
    const bad: Readonly<Record<string, string>> = {
      'no XML': '<cib admin_epoch="1000"><configuration>',
      'another document': '<html/>',
      'an element of no schema': newer.replace('<constraints>', '<constraints><rsc_wish id="wish"/>'),
      'an id twice': newer.replace('id="bmc2-elsewhere"', 'id="bmc1-elsewhere"'),
      'a constraint on nothing': newer.replace('rsc="web"', 'rsc="wbe"'),
    };
    for (const [what, text] of Object.entries(bad)) {
      expect(text, what).not.toBe(newer);
      writeFileSync(file, text);
      const { status, stderr } = await node.hawser('cib', 'replace', file);
      expect({ what, isRefused: status !== 0 && stderr.length > 20, stderr }).toMatchObject({
        isRefused: true,
      });
    }
    await lab().settles();
    const configuration = (xml: string): string => /<configuration.*<\/configuration>/s.exec(xml)?.[0] ?? '';
    for (const one of lab().nodes)
      expect(configuration((await one.view())?.xml ?? '')).toBe(configuration(good));
  });
});
