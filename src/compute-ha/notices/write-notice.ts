import type { Instance } from '../../evacuation/model/instance.ts';
import type { InstanceState, ResponseNote, ResponseState } from '../../evacuation/run/state.ts';
import type { Notification } from '../../notify/notify.ts';
import type { Language } from '../engine-settings.ts';
import { ENGLISH } from './templates-en.ts';
import { CHINESE } from './templates-zh.ts';
import type { Templates, TemplateValues, Topic } from './topic.ts';

export const TEMPLATES: Readonly<Record<Language, Templates>> = { en: ENGLISH, zh: CHINESE };

const PREFIX = 'Hawser';
/** A subject that names a thousand hosts is none. */
const MOST_HOSTS = 5;

/** A notice in words. What a template does not fill is left out, not shown as braces. */
export function writeNotice(
  language: Language,
  topic: Topic,
  values: Partial<TemplateValues>,
  data: unknown,
): Notification {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name as keyof TemplateValues] ?? '');
  const template = TEMPLATES[language][topic];
  return {
    subject: `${PREFIX}: ${fill(template.subject)}`,
    text: fill(template.text),
    data: { topic, ...(data as object) },
  };
}

/** Hosts for a subject. */
export function hostsText(hosts: readonly string[]): string {
  const named = hosts.slice(0, MOST_HOSTS).join(', ');
  return hosts.length > MOST_HOSTS ? `${named} (+${hosts.length - MOST_HOSTS})` : named;
}

/** What the templates may say of an incident. */
export function incidentValues(state: ResponseState): TemplateValues {
  const { order, notes, instances } = state;
  const entries = [...instances.values()];
  const failed = entries.filter(({ phase }) => phase === 'failed');
  const shown = failed.length > 0 ? failed : entries;
  return {
    host: order.host,
    incident: order.incident,
    why: order.evidence,
    story: notes.map(noteLine).join('\n'),
    instances: shown.map(instanceLine).join('\n'),
    count: String(entries.length),
    failed: String(failed.length),
  };
}

export function noteLine({ at, text }: ResponseNote): string {
  return `${new Date(at).toISOString()} ${text}`;
}

function instanceLine({ instance, phase, words }: InstanceState): string {
  return `  ${nameLine(instance)}: ${phase}${words === '' ? '' : ` (${words})`}`;
}

/** An instance as its owner knows it. */
export function nameLine({ name, id }: Pick<Instance, 'name' | 'id'>): string {
  return `${name} (${id})`;
}
