import { enableCompileCache } from 'node:module';

// Compiled code is kept between runs: most of the time of a short command would otherwise be spent compiling.
enableCompileCache();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
