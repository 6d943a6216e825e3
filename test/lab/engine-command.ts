import type { ClusterEngine } from '../../src/corosync/engine.ts';
import { measure } from './engine-measure.ts';
import type { EngineCommand, EngineReport } from './engine-protocol.ts';

/** Does what a test asks of an engine. */
export async function performCommand(
  engine: ClusterEngine,
  command: EngineCommand,
  told: (report: EngineReport) => void,
): Promise<unknown> {
  switch (command.kind) {
    case 'start':
      return engine.start({
        delivered: (from, bytes) =>
          told({ kind: 'delivered', from, base64: Buffer.from(bytes).toString('base64') }),
        membership: (change) => told({ kind: 'membership', change }),
        quorum: (state) => told({ kind: 'quorum', state }),
        down: (problem) => told({ kind: 'down', problem }),
        silent: (problem) => told({ kind: 'silent', problem }),
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
    case 'send-until-busy': {
      const answers: ('sent' | 'busy')[] = [];
      while (answers.length < command.most && answers.at(-1) !== 'busy') {
        answers.push(engine.send(Buffer.alloc(command.bytes, 0x2e)));
      }
      return answers;
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
