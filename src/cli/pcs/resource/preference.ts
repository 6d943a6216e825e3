import { parseCib } from '../../../cib/parse.ts';
import { writeXml } from '../../../cib/write.ts';
import type { Configuration } from '../../../configuration/configuration.ts';
import { lone, type Report } from '../../../configuration/report.ts';
import {
  ban as banResource,
  clearWishes,
  prefer,
  type WantedPlace,
} from '../../../configuration/resources/preference.ts';
import { nodesOf } from '../../../preview/where.ts';
import { DECISION_ONLY } from '../../../scheduler/model/schedule-options.ts';
import { unpack } from '../../../scheduler/unpack/unpack.ts';
import { localOffset, nowOf, wallClock } from '../../wall-clock.ts';
import type { Call } from '../call.ts';
import { WrongWords } from '../words/pairs.ts';

interface GivenPlace {
  readonly resource: string;
  /** `null` means the node it runs on. */
  readonly node: string | null;
  readonly lifetime: string | null;
}

/** RESOURCE [NODE] [lifetime=DURATION], in any order behind the resource. */
function readPlace(words: readonly string[], verb: string): GivenPlace | WrongWords {
  const [resource, ...rest] = words;
  if (resource === undefined) return new WrongWords(`must specify a resource to ${verb}`);
  const lifetimes = rest.filter((word) => word.startsWith('lifetime='));
  const nodes = rest.filter((word) => !word.startsWith('lifetime='));
  if (lifetimes.length > 1 || nodes.length > 1 || nodes.some((node) => node.includes('=')))
    return new WrongWords();
  const [node = null] = nodes;
  return { resource, node, lifetime: lifetimes[0]?.slice('lifetime='.length) ?? null };
}

/** `pcs resource ban`. */
export function ban(call: Call): Promise<number> | number {
  return wish(call, 'ban', banResource);
}

/** `pcs resource move-with-constraint`. */
export function moveWithConstraint(call: Call): Promise<number> | number {
  return wish(call, 'move', (configuration, wanted, now) => {
    if (call.words.some((word, at) => at > 0 && !word.startsWith('lifetime='))) {
      return prefer(configuration, wanted, now);
    }
    return banResource(configuration, wanted, now);
  });
}

function wish(
  call: Call,
  verb: string,
  make: (
    configuration: Configuration,
    wanted: WantedPlace,
    now: ReturnType<typeof wallClock>,
  ) => readonly Report[],
): Promise<number> | number {
  const given = readPlace(call.words, verb);
  if (given instanceof WrongWords) return call.wrong(given);
  const isPromoted = call.has('promoted');
  return call.edit((configuration) => {
    const node = given.node ?? nodeItRunsOn(configuration, given.resource, isPromoted);
    if (node === null) {
      return [lone('HWS-CFG-021', 'You must specify a node when moving/banning a stopped resource')];
    }
    return make(configuration, { ...given, node, isPromoted }, wallClock());
  });
}

/** The one node a resource runs on, or is promoted on; `null` when there is none or several. */
function nodeItRunsOn(configuration: Configuration, id: string, isPromoted: boolean): string | null {
  const cib = parseCib(writeXml(configuration.root));
  if (!cib.ok) return null;
  const now = nowOf(cib.value);
  const settings = { ...DECISION_ONLY, localOffset };
  const running = nodesOf(unpack(cib.value, now, settings), id, isPromoted);
  return running.length === 1 ? (running[0] ?? null) : null;
}

/** `pcs resource clear`. */
export function clear(call: Call): Promise<number> | number {
  const [id, node = null, ...others] = call.words;
  if (id === undefined) return call.fail('must specify a resource to clear');
  if (others.length > 0) return call.wrong();
  const only = { node, isPromoted: call.has('promoted'), isExpired: call.has('expired') };
  return call.edit((configuration) => clearWishes(configuration, id, only, wallClock()));
}
