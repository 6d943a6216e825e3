/**
 * Bundles the executable into dist/hawser.mjs (or the folder given) and one file for each verb, loaded when asked for, and
 * the commands of pcs into dist/pcs/. Files of their own are also what the engine's cache of compiled code works on.
 * Without a folder it builds the web page, too, where its packages are installed (`npm ci` in console/): without it
 * everything works but the page.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { PCS_VERBS } from '../src/cli/verbs.ts';

const root = resolve(import.meta.dirname, '..');
const outdir = resolve(root, process.argv[2] ?? 'dist');
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    hawser: resolve(root, 'src/cli/start.ts'),
    'shutdown-watcher': resolve(root, 'src/cli/shutdown/watcher-start.ts'),
  },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  legalComments: 'none',
  sourcemap: false,
  // Packages written for CommonJS ask for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as hawserCreateRequire } from 'node:module'; const require = hawserCreateRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// The commands of pcs in one file: reading many small ones would take longer than what a short command does. What compiles it
// is a file of its own, because the cache of compiled code has to be there before.
await build({
  entryPoints: { pcs: resolve(root, 'src/cli/pcs/start.ts') },
  outdir: resolve(outdir, 'pcs'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  legalComments: 'none',
  sourcemap: false,
  logLevel: 'warning',
});
writeFileSync(
  resolve(outdir, 'pcs/start.cjs'),
  "require('node:module').enableCompileCache();\nrequire('./pcs.cjs');\n",
);

// What bin/hawser looks for: verbs of ours that are commands of pcs.
mkdirSync(resolve(outdir, 'pcs/verbs'));
for (const { name } of PCS_VERBS) writeFileSync(resolve(outdir, 'pcs/verbs', name), '');

const page = resolve(root, 'console');
if (process.argv[2] === undefined && existsSync(resolve(page, 'node_modules'))) {
  const vite = resolve(page, 'node_modules/vite/bin/vite.js');
  const outcome = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: page,
    stdio: 'inherit',
  });
  if (outcome.status !== 0) process.exitCode = 1;
}
