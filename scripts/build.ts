/**
 * Bundles the executable into dist/hawser.mjs and one file for each verb, loaded when asked for. Files of their own are
 * also what the engine's cache of compiled code works on. `node scripts/build.ts [FOLDER]`: into another folder than dist.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? resolve(root, 'dist'));
rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: { hawser: resolve(root, 'src/cli/start.ts') },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  legalComments: 'none',
  // Packages in the older module format call require, which modules have only when they make it.
  banner: {
    js: "import { createRequire as requireHere } from 'node:module';const require = requireHere(import.meta.url);",
  },
  sourcemap: false,
  logLevel: 'warning',
});
