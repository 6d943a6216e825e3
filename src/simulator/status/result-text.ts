/** What an agent's result code says (spec C6.3.3). */
export function resultText(rc: number | null): string {
  switch (rc) {
    case 0:
      return 'ok';
    case 1:
      return 'error';
    case 2:
      return 'invalid parameter';
    case 3:
      return 'unimplemented feature';
    case 4:
      return 'insufficient privileges';
    case 5:
      return 'not installed';
    case 6:
      return 'not configured';
    case 7:
      return 'not running';
    case 8:
      return 'promoted';
    case 9:
      return 'promoted (failed)';
    case 190:
      return 'OCF_DEGRADED';
    case 191:
      return 'promoted (degraded)';
    default:
      return 'unknown';
  }
}

/** What became of the attempt to run an agent (spec A5.6.1). */
export function executionStatusText(status: number | null): string {
  switch (status) {
    case -1:
      return 'pending';
    case 0:
      return 'complete';
    case 1:
      return 'Cancelled';
    case 2:
      return 'Timed Out';
    case 3:
      return 'NOT SUPPORTED';
    case 4:
      return 'Error';
    case 5:
      return 'Hard error';
    case 6:
      return 'Fatal error';
    case 7:
      return 'Not installed';
    case 8:
      return 'Internal communication failure';
    case 9:
      return 'Cannot execute now';
    case 10:
      return 'No fence device';
    case 11:
      return 'CIB secrets unavailable';
    default:
      return 'UNKNOWN!';
  }
}
