/** Exit codes of a simulation; the numbers are those of sysexits.h and of the field. */
export const ExitCode = {
  Ok: 0,
  Error: 1,
  Usage: 64,
  DataError: 65,
  NoInput: 66,
  Software: 70,
  CannotCreate: 73,
  Config: 78,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What an exit code means, in words. */
export function exitMessage(code: number): string {
  switch (code) {
    case ExitCode.Ok:
      return 'OK';
    case ExitCode.Error:
      return 'Error occurred';
    case ExitCode.Usage:
      return 'Incorrect usage';
    case ExitCode.DataError:
      return 'Invalid data given';
    case ExitCode.NoInput:
      return 'Input file not available';
    case ExitCode.CannotCreate:
      return 'Output file could not be created';
    case ExitCode.Config:
      return 'Invalid configuration';
    default:
      return 'Internal software bug';
  }
}
