/**
 * Bundles the executable into dist/hawser.mjs and one file for each verb, loaded when asked for. Files of their own are
 * also what the engine's cache of compiled code works on. Builds the web page, too, where its packages are installed
 * (`npm ci` in console/): without it everything works but the page.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
rmSync(resolve(root, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: {
    hawser: resolve(root, 'src/cli/start.ts'),
    'shutdown-watcher': resolve(root, 'src/cli/shutdown/watcher-start.ts'),
  },
  outdir: resolve(root, 'dist'),
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
  // Packages in the older module format ask for modules of Node's by this.
  banner: { js: "import{createRequire as m}from'node:module';const require=m(import.meta.url);" },
  logLevel: 'warning',
});

const page = resolve(root, 'console');
if (existsSync(resolve(page, 'node_modules'))) {
  const vite = resolve(page, 'node_modules/vite/bin/vite.js');
  const outcome = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: page,
    stdio: 'inherit',
  });
  if (outcome.status !== 0) process.exitCode = 1;
}
