import type { Section } from '../report/report.ts';
import { eventText, modificationsText, recordText, scoresTitle, timingText } from './section-text.ts';
import { type LocalOffset, statusText } from './status-text.ts';
import { summaryLines } from './summary-text.ts';
import { BLANK, list, plain, printText, type TextNode } from './text-node.ts';

/** How text output is to look. */
export interface TextStyle {
  /** Titles, bullets, indentation. */
  readonly isFancy: boolean;
  /** Only scores and utilization. */
  readonly isQuiet: boolean;
  readonly localOffset: LocalOffset;
}

/** The whole report as text (spec C6.2). */
export function reportText(sections: readonly Section[], style: TextStyle): string {
  return printText(
    style.isQuiet ? quietTree(sections) : fullTree(sections, style.localOffset),
    style.isFancy,
  );
}

function fullTree(sections: readonly Section[], localOffset: LocalOffset): TextNode[] {
  const nodes: TextNode[] = [];
  /** Something other than a date has been printed: the next part is set off by a blank line. */
  let isFirst = true;
  const add = (...part: TextNode[]): void => {
    if (!isFirst) nodes.push(BLANK);
    isFirst = false;
    nodes.push(...part);
  };
  for (const section of sections) {
    switch (section.kind) {
      case 'date':
        nodes.push(plain(section.text));
        break;
      case 'information':
        nodes.push(...section.texts.map(plain));
        break;
      case 'maintenance':
        nodes.push(BLANK);
        nodes.push(plain(`${' '.repeat(14)}*** Resource management is DISABLED ***`));
        nodes.push(plain('  The cluster will not attempt to start, stop or recover services'));
        isFirst = false;
        break;
      case 'counts': {
        const { disabled, total, blocked } = section.counts;
        const counted = `${disabled} of ${total} resource instances DISABLED and ${blocked} BLOCKED`;
        add(plain(`${counted} from further action due to failure`));
        break;
      }
      case 'status':
        add(
          list(
            section.isRevised ? 'Revised Cluster Status' : 'Current cluster status',
            statusText(section.status, localOffset),
          ),
        );
        break;
      case 'modifications':
        add(list('Performing Requested Modifications', modificationsText(section)));
        break;
      case 'scores':
        add(list(scoresTitle(section), section.records.map(recordText)));
        break;
      case 'actions':
        add(list('Transition Summary', summaryLines(section.entries)));
        break;
      case 'transition':
        add(list('Executing Cluster Transition', section.events.map(eventText)));
        break;
      case 'revision':
        break;
      default:
        add(list('Timings', section.items.map(timingText)));
    }
  }
  return nodes;
}

/** With `-Q` only scores and utilization are told, and where something else would have begun (observed). */
function quietTree(sections: readonly Section[]): TextNode[] {
  const nodes: TextNode[] = [];
  let hasTold = false;
  for (const section of sections) {
    if (section.kind === 'modifications') hasTold = true;
    if (section.kind === 'scores') {
      if (hasTold) nodes.push(BLANK);
      nodes.push(list(scoresTitle(section), section.records.map(recordText)));
      hasTold = true;
    }
    if (section.kind === 'revision' && hasTold) nodes.push(BLANK);
  }
  return nodes;
}
