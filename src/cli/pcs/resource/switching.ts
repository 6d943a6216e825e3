import { error } from '../../../configuration/report.ts';
import { findResource, idOf, withInner } from '../../../configuration/resources/resource-tree.ts';
import { type Switch, switchResources } from '../../../configuration/resources/switching.ts';
import type { BlastRadius } from '../../../preview/blast-radius.ts';
import type { Call } from '../call.ts';
import type { Run } from '../grammar/command.ts';
import type { Judge } from '../preview/gate.ts';
import { sortOf } from './meta.ts';

function switching(way: Switch): Run {
  return (call) => {
    if (call.words.length === 0) return call.fail(`You must specify resource(s) to ${way}`);
    return call.edit((configuration) =>
      switchResources(configuration, call.words, way, sortOf(call), call.has('monitor')),
    );
  };
}

/** `pcs resource enable`, `pcs stonith enable`. */
export const enable = switching('enable');

/** `pcs resource manage`. */
export const manage = switching('manage');

/** `pcs resource unmanage`. */
export const unmanage = switching('unmanage');

/** `pcs resource disable`, `pcs stonith disable`. */
export const disable: Run = (call) => {
  const wrong = wrongCombination(call);
  if (wrong !== null) return call.fail(wrong);
  if (call.words.length === 0) return call.fail('You must specify resource(s) to disable');
  const isSafe = call.has('safe') || call.has('no-strict');
  const meant = new Set<string>();
  return call.edit(
    (configuration) => {
      for (const id of call.words) {
        const named = configuration.byId(id);
        const ids = named?.name === 'tag' ? [...named.elements('obj_ref')].map(idOf) : [id];
        for (const one of ids) {
          const resource = findResource(configuration, one);
          for (const inner of resource === null ? [] : withInner(resource)) meant.add(idOf(inner));
        }
      }
      return switchResources(configuration, call.words, 'disable', sortOf(call), false);
    },
    isSafe || call.has('brief') ? judgeOf(call, meant, isSafe) : null,
  );
};

/** What is done to resources that were not named. */
function affected(radius: BlastRadius, meant: ReadonlySet<string>, isStrict: boolean): readonly string[] {
  const others = radius.effects.filter(({ kind, resource }) => {
    return !meant.has(resource) && (isStrict || kind === 'stop' || kind === 'demote');
  });
  return [...new Set(others.map(({ resource }) => resource))].sort();
}

/** With --safe, whether other resources would be touched; with --brief only their ids are shown. */
function judgeOf(call: Call, meant: ReadonlySet<string>, isSafe: boolean): Judge {
  return {
    judge: (radius) => {
      const others = isSafe ? affected(radius, meant, !call.has('no-strict')) : [];
      if (others.length === 0) return [];
      return [
        error(
          'HWS-CFG-026',
          `Disabling specified resources would have an effect on other resources: ${others.join(', ')}`,
        ),
      ];
    },
    lines: call.has('brief') ? (radius) => affected(radius, meant, !call.has('no-strict')) : null,
  };
}

function wrongCombination(call: Call): string | null {
  const isOffline = call.has('file');
  if (call.has('safe') || call.has('no-strict')) {
    if (isOffline) return `'${call.has('safe') ? '--safe' : '--no-strict'}' cannot be used with '-f'`;
    if (call.has('simulate')) return "'--simulate' cannot be used with '--safe' or '--no-strict'";
  }
  if (call.has('brief') && !call.has('simulate') && !call.has('safe')) {
    return "'--brief' cannot be used without '--simulate' or '--safe'";
  }
  return null;
}
