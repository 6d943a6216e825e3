import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../simulate.ts';
import { openDoor } from './door.ts';
import { type AgentTool, TOOL_EXIT, toolProblems } from './tool.ts';

/** `crm_simulate`: as `hawser simulate`; with `-L` on the live CIB. */
export const crmSimulate: AgentTool = {
  options: null,
  run: async (_given, argv) => {
    const isLive = argv.some((word) => word === '--live-check' || /^-[A-Za-z]*L/.test(word));
    if (!isLive) return await simulate(argv);
    const read = await openDoor().read();
    if (!read.ok) return toolProblems(read.problems);
    const rest = argv.flatMap((word) => {
      if (word === '--live-check') return [];
      const letters = /^-[A-Za-z]+$/.test(word) ? word.replace('L', '') : word;
      return letters === '-' ? [] : [letters];
    });
    const folder = mkdtempSync(join(tmpdir(), 'hawser-simulate-'));
    try {
      const path = join(folder, 'cib.xml');
      // Private: a CIB holds passwords of fence devices.
      writeFileSync(path, read.value.xml, { mode: 0o600 });
      return (await simulate(['--xml-file', path, ...rest])) ?? TOOL_EXIT.ok;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
