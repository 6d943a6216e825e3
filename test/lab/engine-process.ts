/**
 * One engine in a process of its own, led over Node's process channel; the lab starts it inside a host.
 * Commands: see EngineCommand. Everything the engine tells goes back as EngineReport.
 */
import { CorosyncEngine, type CorosyncEngineOptions } from '../../src/corosync/native/engine.ts';
import { measure } from './engine-measure.ts';
import type { EngineCommand, EngineReport } from './engine-protocol.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as CorosyncEngineOptions;
const engine = new CorosyncEngine(options);

function report(value: EngineReport): void {
  process.send?.(value);
}

async function perform(command: EngineCommand): Promise<unknown> {
  switch (command.kind) {
    case 'start':
      return engine.start({
        delivered: (from, bytes) =>
          report({ kind: 'delivered', from, base64: Buffer.from(bytes).toString('base64') }),
        membership: (change) => report({ kind: 'membership', change }),
        quorum: (state) => report({ kind: 'quorum', state }),
        down: (problem) => report({ kind: 'down', problem }),
      });
    case 'send':
      return engine.send(Buffer.from(command.base64, 'base64'));
    case 'send-all': {
      for (let i = 0; i < command.count; i++) {
        const bytes = Buffer.from(`${command.prefix}${i}:`.padEnd(command.bytes, '.'));
        while (engine.send(bytes) === 'busy') if (!(await engine.writable())) return 'closed';
      }
      return 'sent';
    }
    case 'facts':
      return {
        self: engine.self(),
        nodes: engine.nodes(),
        clusterName: engine.clusterName(),
        status: engine.status(),
      };
    case 'leave':
      return engine.leave();
    case 'close':
      return engine.close();
    case 'measure':
      return measure(engine, command);
  }
}

process.on('message', ({ id, command }: { id: number; command: EngineCommand }) => {
  perform(command).then(
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
