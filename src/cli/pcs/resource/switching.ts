import { type Switch, switchResources } from '../../../configuration/resources/switching.ts';
import type { Call } from '../call.ts';
import type { Run } from '../grammar/command.ts';
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
  return switching('disable')(call);
};

function wrongCombination(call: Call): string | null {
  const isOffline = call.has('file');
  if (call.has('safe') || call.has('no-strict')) {
    if (isOffline) return `'${call.has('safe') ? '--safe' : '--no-strict'}' cannot be used with '-f'`;
  }
  if (call.has('simulate') && isOffline) return "Only one of '--simulate', '-f' can be used";
  if (call.has('brief') && !call.has('simulate') && !call.has('safe')) {
    return "'--brief' cannot be used without '--simulate' or '--safe'";
  }
  if (['safe', 'no-strict', 'simulate'].some((option) => call.has(option))) {
    return 'what else would be touched is not worked out by this command; nothing was changed. Save the CIB (hawser cib show), disable with -f in the copy, and look: hawser simulate -R -x FILE';
  }
  return null;
}
