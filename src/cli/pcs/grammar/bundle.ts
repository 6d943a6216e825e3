import type { Command } from './command.ts';

const bundle = async () => await import('../resource/bundle.ts');
const PARTS =
  '[network <network options>] [port-map <port options>]... [storage-map <storage options>]... [meta <meta options>] [--disabled] [--wait[=n]]';

/** `pcs resource bundle …`. */
export const BUNDLE: readonly Command[] = [
  {
    path: ['resource', 'bundle', 'create'],
    forms: [`<bundle id> container <container type> [<container options>] ${PARTS}`],
    help: 'Make a bundle: containers of one image, with their network and storage. A resource may be put into it. With --disabled it is not started.',
    options: ['file', 'force', 'wait', 'disabled'],
    arguments: ['any'],
    effect: 'edits',
    run: async () => (await bundle()).bundleCreate,
  },
  {
    path: ['resource', 'bundle', 'reset'],
    forms: [`<bundle id> [container <container options>] ${PARTS}`],
    help: 'Have a bundle be only what is given: other options it had are gone. Its kind of container and the resource inside stay.',
    options: ['file', 'force', 'wait', 'disabled'],
    arguments: ['resource', 'any'],
    effect: 'edits',
    run: async () => (await bundle()).bundleReset,
  },
  {
    path: ['resource', 'bundle', 'update'],
    forms: [
      '<bundle id> [container <container options>] [network <network options>] [port-map (add <port options>) | (delete | remove <id>...)]... [storage-map (add <storage options>) | (delete | remove <id>...)]... [meta <meta options>] [--wait[=n]]',
    ],
    help: 'Change options of a bundle; the empty value removes one. The resource inside is changed by resource update.',
    options: ['file', 'force', 'wait'],
    arguments: ['resource', 'any'],
    effect: 'edits',
    run: async () => (await bundle()).bundleUpdate,
  },
];
