/** Commands that are not done yet, or not as pcs does them. They are counted by themselves, never as agreeing. */
export interface OpenCommand {
  readonly command: RegExp;
  readonly reason: string;
}

export const OPEN: readonly OpenCommand[] = [
  {
    command: /^! cluster verify /,
    reason:
      'crm_verify judges with the whole scheduler and in its own words; hawser simulate shows what would be done.',
  },
];
