import type { Call } from '../call.ts';

/** `pcs config backup`, `restore` and `checkpoint`: what there is in their place. */
export function configArchives(call: Call): number {
  const [, ...words] = call.command.path;
  return call.fail(
    `'pcs config ${words.join(' ')}' is not there`,
    'The daemon keeps every configuration it has had (hawser history list); a configuration is saved with pcs cluster cib FILE and put back with pcs cluster cib-push FILE --config.',
  );
}
