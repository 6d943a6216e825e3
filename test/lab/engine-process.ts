/**
 * One engine in a process of its own, led over Node's process channel; the lab starts it inside a host.
 * Commands: see EngineCommand. Everything the engine tells goes back as EngineReport.
 */
import { CorosyncEngine, type CorosyncEngineOptions } from '../../src/corosync/native/engine.ts';
import { performCommand } from './engine-command.ts';
import type { EngineCommand, EngineReport } from './engine-protocol.ts';

const engine = new CorosyncEngine(JSON.parse(process.argv[2] ?? '{}') as CorosyncEngineOptions);

function report(value: EngineReport): void {
  // The one who led us may be gone already; `disconnect` ends us then.
  process.send?.(value, () => {});
}

process.on('message', ({ id, command }: { id: number; command: EngineCommand }) => {
  performCommand(engine, command, report).then(
    (value) => report({ kind: 'answer', id, value: value ?? null }),
    (error: unknown) =>
      report({
        kind: 'failure',
        id,
        why: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  );
});
process.on('disconnect', () => process.exit());
