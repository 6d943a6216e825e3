import type { CommandGroup } from './command.ts';
import { defaultsCommands } from './defaults.ts';
import { STONITH_SHOWN } from './shown.ts';
import { STONITH_LEVEL } from './stonith-level.ts';

/** `pcs stonith …`. */
export const STONITH: CommandGroup = {
  name: 'stonith',
  summary: 'Fence devices and the order in which they are tried',
  whenAlone: ['stonith', 'status'],
  commands: [
    ...STONITH_SHOWN,
    ...STONITH_LEVEL,
    ...defaultsCommands(['stonith', 'defaults']),
    ...defaultsCommands(['stonith', 'op', 'defaults']),
  ],
};
