import { writeXml } from '../../cib/write.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { FenceOperation, FencingRecord } from '../../controller/model/fencing.ts';
import { ask } from '../live/connection.ts';
import { fencingText } from '../live/status-report.ts';
import { localOffset } from '../wall-clock.ts';
import { askStatus } from './door.ts';
import { type ToolArguments, toolOptions } from './options.ts';
import { type AgentTool, complain, print, TOOL_EXIT, toolProblems } from './tool.ts';

const FENCING_MS = 600_000;

/** `stonith_admin`, as agents use it: a node fenced or unfenced, and the history of fencings. */
export const stonithAdmin: AgentTool = {
  options: toolOptions(
    'F,fence=',
    'B,reboot=',
    'U,unfence=',
    'C,confirm=',
    'H,history=',
    'h,last=',
    'L,list-registered',
    ',tag=',
    't,timeout=',
    ',tolerance=',
    'y,delay=',
    'n,as-node-id',
    'b,broadcast',
    'c,cleanup',
    ',output-as=',
    'q,quiet',
    'Q,quiet-old',
    'V,verbose',
  ),
  run: async (given) => {
    const { values } = given;
    const orders: readonly (readonly [string, FenceOperation])[] = [
      ['fence', 'off'],
      ['reboot', 'reboot'],
      ['unfence', 'on'],
    ];
    for (const [word, operation] of orders) {
      const node = values.get(word);
      if (node !== undefined) return await fence(node, operation, values.get('tag') ?? null);
    }
    if (values.has('confirm')) {
      return complain(
        TOOL_EXIT.usage,
        'stonith_admin: to vouch that a node is off is a person’s word: hawser stonith confirm NODE --force',
      );
    }
    const about = values.get('history') ?? values.get('last');
    if (about !== undefined) return await history(given, about);
    return complain(
      TOOL_EXIT.usage,
      'stonith_admin: say what to do: --fence, --reboot, --unfence, --history',
    );
  },
};

async function fence(node: string, operation: FenceOperation, tag: string | null): Promise<number> {
  const client = tag ?? process.env.OCF_RESOURCE_INSTANCE ?? 'stonith_admin';
  const answer = await ask({ kind: 'fence', node, operation, client }, null, FENCING_MS);
  if (!answer.ok) return toolProblems(answer.problems);
  if (answer.value.kind !== 'fenced' || answer.value.record.outcome !== 'failed') return TOOL_EXIT.ok;
  return complain(TOOL_EXIT.error, fencingText(answer.value.record, localOffset));
}

async function history({ values }: ToolArguments, about: string): Promise<number> {
  const read = await askStatus();
  if (!read.ok) return toolProblems(read.problems);
  const { fencing, runningFencing } = read.value.status;
  const isAsked = (target: string) => about === '*' || about === '' || target === about;
  const ended = fencing.filter(({ target }) => isAsked(target)).reverse();
  const running = runningFencing.filter(({ target }) => isAsked(target));
  if (values.has('last')) {
    const [done] = ended.filter(({ outcome }) => outcome !== 'failed');
    print(
      done === undefined
        ? `Node ${about} has never been fenced`
        : `Node ${about} was last fenced at: ${new Date(done.endedAt).toString()}`,
    );
    return TOOL_EXIT.ok;
  }
  if (values.get('output-as') === 'xml') {
    const events = [
      ...running.map(({ target, operation }) => eventElement(target, operation, 'pending', null)),
      ...ended.map((record) => eventElement(record.target, record.operation, statusOf(record), record)),
    ];
    const list = new XmlElement('fence_history', ['target', about], events);
    const status = new XmlElement('status', ['code', '0', 'message', 'OK']);
    const root = new XmlElement(
      'pacemaker-result',
      ['api-version', '2.28', 'request', 'stonith_admin'],
      [list, status],
    );
    print(`<?xml version="1.0"?>\n${writeXml(root).trimEnd()}`);
    return TOOL_EXIT.ok;
  }
  if (values.has('quiet') || values.has('quiet-old')) {
    const [done] = ended.filter(({ outcome }) => outcome !== 'failed');
    print(String(done === undefined ? 0 : Math.floor(done.endedAt / 1000)));
    return TOOL_EXIT.ok;
  }
  for (const { target, operation, step } of running) print(`${operation} of ${target} pending: ${step}`);
  for (const record of ended) print(fencingText(record, localOffset));
  return TOOL_EXIT.ok;
}

function statusOf({ outcome }: FencingRecord): string {
  return outcome === 'failed' ? 'failed' : 'success';
}

function eventElement(
  target: string,
  operation: string,
  status: string,
  record: FencingRecord | null,
): XmlElement {
  const attributes = ['target', target, 'action', operation, 'status', status, 'extended-status', status];
  if (record !== null) {
    const { client, executors, devices, endedAt } = record;
    attributes.push('client', client, 'delegate', executors.at(-1) ?? '');
    attributes.push('device', devices.at(-1) ?? '', 'completed', new Date(endedAt).toISOString());
  }
  return new XmlElement('fence_event', attributes);
}
