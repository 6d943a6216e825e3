import { deleteAndRemove } from './both-names.ts';
import type { CommandGroup } from './command.ts';

const quorum = async () => await import('../quorum/quorum.ts');
const device = async () => await import('../quorum/device.ts');
const FILE = ['corosync_conf'];
const FORCED = ['corosync_conf', 'force'];

/** `pcs quorum …`. */
export const QUORUM: CommandGroup = {
  name: 'quorum',
  summary: 'When the cluster may act',
  whenAlone: ['quorum', 'config'],
  commands: [
    {
      path: ['quorum', 'config'],
      forms: [''],
      help: 'Show options of the quorum and its device.',
      options: FILE,
      arguments: [],
      effect: 'shows',
      run: async () => (await quorum()).quorumConfig,
    },
    {
      path: ['quorum', 'update'],
      forms: [
        '[auto_tie_breaker=[0|1]] [last_man_standing=[0|1]] [last_man_standing_window=[<time in ms>]] [wait_for_all=[0|1]]',
      ],
      help: 'Change options of the quorum (votequorum(5)); an empty value takes one out.',
      options: FORCED,
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await quorum()).quorumUpdate,
    },
    {
      path: ['quorum', 'device', 'add'],
      forms: ['[<generic options>] model <device model> [<model options>] [heuristics <heuristics options>]'],
      help: 'Add a quorum device (corosync-qdevice(8)). The model is net and needs algorithm and host; generic options are sync_timeout and timeout.',
      options: FORCED,
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await device()).deviceAdd,
    },
    {
      path: ['quorum', 'device', 'update'],
      forms: ['[<generic options>] [model <model options>] [heuristics <heuristics options>]'],
      help: 'Change options of the quorum device; an empty value takes one out.',
      options: FORCED,
      arguments: ['parameter'],
      effect: 'edits',
      run: async () => (await device()).deviceUpdate,
    },
    ...deleteAndRemove(['quorum', 'device'], {
      forms: [''],
      help: 'Take the quorum device out.',
      options: FORCED,
      arguments: [],
      effect: 'edits',
      run: async () => (await device()).deviceRemove,
    }),
    ...deleteAndRemove(['quorum', 'device', 'heuristics'], {
      forms: [''],
      help: 'Take the heuristics of the quorum device out.',
      options: FORCED,
      arguments: [],
      effect: 'edits',
      run: async () => (await device()).heuristicsRemove,
    }),
  ],
};
