/** Commands that are not done yet, or not as pcs does them. They are counted by themselves, never as agreeing. */
export interface OpenCommand {
  readonly command: RegExp;
  readonly reason: string;
  /** Chance decides whether the two differ: it need not be so in every run. */
  readonly mayAgree?: boolean;
}

export const OPEN: readonly OpenCommand[] = [
  {
    command: /^! cluster verify /,
    reason:
      'crm_verify counts fencing that is planned among what is wrong, and speaks its own words; ours tells warnings and fails on errors only.',
  },
  {
    command: /^! -f nowhere\.xml resource config$/,
    reason:
      'a new file declares the newest schema; pcs begins with an old one and upgrades when a command needs it',
  },
  {
    command: /^resource ban S node2 lifetime=P1D$/,
    reason: 'a duration ends at another second for each of the two programs',
    mayAgree: true,
  },
  { command: /^status xml$/, reason: 'the status as XML is not there' },
];
