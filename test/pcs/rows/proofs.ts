/** A test that proves a row without naming it in its title. */
export interface Proof {
  readonly file: string;
  readonly title: string;
}

/** Rows that tests of other rooms prove, by file and title. */
export const PROVED_ELSEWHERE: Readonly<Record<string, readonly Proof[]>> = {
  'S1.49': [
    { file: 'src/executor/executor.test.ts', title: 'a resource is started, looked at and stopped' },
    { file: 'src/executor/executor.test.ts', title: 'an OCF agent finds the environment of the standard' },
  ],
  'S1.50': [
    {
      file: 'src/executor/conformance/check-agent.test.ts',
      title: 'an agent that does everything right conforms, and leaves nothing running',
    },
    {
      file: 'src/executor/conformance/check-agent.test.ts',
      title: 'an agent that always says yes is seen through',
    },
  ],
  'S1.52': [
    { file: 'src/executor/executor.test.ts', title: 'every exit code of an OCF agent is taken as it is' },
    {
      file: 'src/executor/executor.test.ts',
      title: 'an agent that is missing, may not be run or was killed is told from one that fails',
    },
  ],
  'S1.53': [
    { file: 'src/executor/executor.test.ts', title: 'every exit code of an OCF agent is taken as it is' },
    {
      file: 'src/executor/conformance/check-agent.test.ts',
      title: 'an agent that takes stopped for failed contradicts itself',
    },
  ],
  'S1.55': [
    {
      file: 'src/executor/standards/standards.test.ts',
      title: 'a unit is started with a drop-in and stopped without one',
    },
  ],
};

/** Rows that no test proves yet, with what is missing. They are not counted as proved. */
export const OPEN_ROWS: Readonly<Record<string, string>> = {
  'S1.43': '--debug is taken but tells nothing',
  'S1.46': 'qdevice, booth and pcsd are neither there nor documented as out of scope',
  'S1.47': 'the configuration is covered; nodes, processes and a user interface are not',
  'S1.56':
    'LSB before systemd is proved in src/executor/standards; Upstart, the third, is no standard of ours',
  'S1.69': 'units are known where a systemd answers (S1.68); no test makes a resource of one there',
};
