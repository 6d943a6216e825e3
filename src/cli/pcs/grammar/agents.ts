import type { Command } from './command.ts';

const list = async () => await import('../agents/list.ts');

/** Commands that tell which agents there are on this machine. */
export const RESOURCE_AGENTS: readonly Command[] = [
  {
    path: ['resource', 'list'],
    forms: ['[filter] [--nodesc]'],
    help: 'Show the resource agents of this machine: all, or those whose name contains the filter; with --nodesc only their names.',
    options: ['nodesc'],
    arguments: ['any'],
    effect: 'shows',
    run: async () => (await list()).resourceList,
  },
  {
    path: ['resource', 'describe'],
    forms: ['[<standard>:[<provider>:]]<type> [--full]'],
    help: 'Show what an agent does, its options, and the operations it suggests; with --full its advanced and deprecated options too.',
    options: ['full'],
    arguments: ['agent'],
    effect: 'shows',
    run: async () => (await list()).resourceDescribe,
  },
  {
    path: ['resource', 'standards'],
    forms: [''],
    help: 'Show the standards whose agents can be run on this machine.',
    options: [],
    arguments: [],
    effect: 'shows',
    run: async () => (await list()).resourceStandards,
  },
  {
    path: ['resource', 'providers'],
    forms: [''],
    help: 'Show the providers of OCF agents.',
    options: [],
    arguments: [],
    effect: 'shows',
    run: async () => (await list()).resourceProviders,
  },
  {
    path: ['resource', 'agents'],
    forms: ['[standard[:provider]]'],
    help: 'Show the types of the agents of this machine: all, or those of a standard and provider.',
    options: [],
    arguments: ['any'],
    effect: 'shows',
    run: async () => (await list()).resourceAgents,
  },
];

/** Commands that tell which fence agents there are on this machine. */
export const FENCE_AGENTS: readonly Command[] = [
  {
    path: ['stonith', 'list'],
    forms: ['[filter] [--nodesc]'],
    help: 'Show the fence agents of this machine: all, or those whose name contains the filter; with --nodesc only their names.',
    options: ['nodesc'],
    arguments: ['any'],
    effect: 'shows',
    run: async () => (await list()).stonithList,
  },
  {
    path: ['stonith', 'describe'],
    forms: ['<stonith agent> [--full]'],
    help: 'Show what a fence agent does, its options, and the operations it suggests; with --full its advanced and deprecated options too.',
    options: ['full'],
    arguments: ['fence-agent'],
    effect: 'shows',
    run: async () => (await list()).stonithDescribe,
  },
];
