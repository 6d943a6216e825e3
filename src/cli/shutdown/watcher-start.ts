import about from '../../../package.json' with { type: 'json' };
import { shutdownWatcher } from './watcher.ts';

process.exit(await shutdownWatcher(process.argv.slice(2), about.version));
