import type { XmlElement } from '../../cib/xml/element.ts';
import type { Section } from '../report/report.ts';
import type { LocalOffset } from '../text/status-text.ts';
import { element } from './build.ts';
import { prettyXml } from './pretty.ts';
import { actionsXml, modificationsXml, scoresXml, transitionXml } from './section-xml.ts';
import { statusXml } from './status-xml.ts';

/** Version of the output format that is followed. */
const API_VERSION = '2.25';

/** How the run ended, for the last element of the output. */
export interface Outcome {
  readonly exitCode: number;
  /** Name of the exit code. */
  readonly message: string;
  readonly errors: readonly string[];
}

/** The whole report as XML. */
export function reportXml(
  sections: readonly Section[],
  commandLine: string,
  outcome: Outcome,
  localOffset: LocalOffset,
): string {
  const parts: XmlElement[] = [];
  for (const section of sections) {
    const part = sectionXml(section, localOffset);
    if (part !== null) parts.push(part);
  }
  parts.push(statusElement(outcome));
  return prettyXml(element('pacemaker-result', { 'api-version': API_VERSION, request: commandLine }, parts));
}

function sectionXml(section: Section, localOffset: LocalOffset): XmlElement | null {
  switch (section.kind) {
    case 'status':
      return statusXml(
        section.isRevised ? 'revised_cluster_status' : 'cluster_status',
        section.status,
        localOffset,
      );
    case 'modifications':
      return modificationsXml(section);
    case 'scores':
      return scoresXml(section);
    case 'actions':
      return actionsXml(section.entries);
    case 'transition':
      return transitionXml(section.events);
    case 'timings':
      return element(
        'timings',
        {},
        section.items.map(({ file, seconds }) => element('timing', { file, duration: seconds.toFixed(6) })),
      );
    default:
      return null;
  }
}

function statusElement({ exitCode, message, errors }: Outcome): XmlElement {
  const status = element('status', { code: exitCode, message });
  if (errors.length > 0) {
    status.children.push(
      element(
        'errors',
        {},
        errors.map((text) => {
          const error = element('error', {});
          error.children.push({ kind: 'text', raw: text });
          return error;
        }),
      ),
    );
  }
  return status;
}
