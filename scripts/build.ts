/** Bundles the executable into dist/hawser.mjs: one file starts faster than the sources it is made of. */
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
await build({
  entryPoints: [resolve(root, 'src/cli/start.ts')],
  outfile: resolve(root, 'dist/hawser.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  legalComments: 'none',
  sourcemap: false,
  logLevel: 'warning',
});
