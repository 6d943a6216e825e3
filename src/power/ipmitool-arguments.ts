import { isIP } from 'node:net';
import type { Problem } from '../result/problem.ts';
import type { CredentialReference } from './credential.ts';
import { type BmcAddress, type PowerAction, RMCP_PORT } from './power.ts';
import { badDescription } from './problem.ts';

/** `lan` is IPMI 1.5, `lanplus` IPMI 2.0 with encryption. */
export type IpmiInterface = 'lan' | 'lanplus';

export type IpmiPrivilege = 'USER' | 'OPERATOR' | 'ADMINISTRATOR';

/** How to talk to one BMC. */
export interface IpmiConnection {
  readonly address: BmcAddress;
  readonly interface: IpmiInterface;
  readonly user: string;
  readonly credential: CredentialReference;
  /** Cipher suite of `lanplus`; always said, for finding out takes ten seconds where a BMC does not tell. */
  readonly cipher: number;
  /** Privilege asked for; `null` leaves it to ipmitool (ADMINISTRATOR). */
  readonly privilege: IpmiPrivilege | null;
  /** Seconds ipmitool waits for an answer. To be above the slowest answer of the BMC. */
  readonly answerSeconds: number;
}

export const DEFAULT_CIPHER = 3;
export const DEFAULT_ANSWER_SECONDS = 5;

/** Bytes the protocol has room for in a password. */
export const LONGEST_PASSWORD: Readonly<Record<IpmiInterface, number>> = { lan: 16, lanplus: 20 };
const LONGEST_USER = 16;
const LARGEST_CIPHER = 255;
const LARGEST_PORT = 65_535;
const HOST_NAME = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;

/**
 * ipmitool sends a request, and sends it again after a while if told to retry; the BMC then may obey twice. One try
 * only: who wants another asks again, knowing what is asked for. (Measured: `-R 1` sends once.)
 */
const TRIES = 1;

/** What is wrong with a description; `null` when it can be used. */
export function checkConnection(connection: IpmiConnection): Problem | null {
  const { address, user, cipher, answerSeconds } = connection;
  if (isIP(address.host.replace(/%.*$/, '')) === 0 && !HOST_NAME.test(address.host))
    return badDescription(`${JSON.stringify(address.host)} is neither a host name nor an address`);
  if (!Number.isInteger(address.port) || address.port < 1 || address.port > LARGEST_PORT)
    return badDescription(`${address.port} is no port`);
  if (Buffer.byteLength(user) > LONGEST_USER || /[\0\n]/.test(user))
    return badDescription(`the user name has more than ${LONGEST_USER} bytes or a line break`);
  if (!Number.isInteger(cipher) || cipher < 0 || cipher > LARGEST_CIPHER)
    return badDescription(`${cipher} is no cipher suite`);
  if (!Number.isInteger(answerSeconds) || answerSeconds < 1)
    return badDescription(`${answerSeconds} is no number of seconds to wait for an answer`);
  return null;
}

/**
 * ipmitool's argument list for one command (S0.39–S0.43). `passwordFile` names a file that holds the password; without
 * it the password is expected in the child's environment. The password itself has no way in.
 */
export function ipmitoolArguments(
  connection: IpmiConnection,
  action: PowerAction,
  passwordFile: string | null,
): readonly string[] {
  const { address, user, cipher, privilege } = connection;
  const list = ['-I', connection.interface];
  if (user !== '') list.push('-U', user);
  if (passwordFile === null) list.push('-E');
  else list.push('-f', passwordFile);
  list.push('-H', address.host);
  if (address.port !== RMCP_PORT) list.push('-p', `${address.port}`);
  if (connection.interface === 'lanplus') list.push('-C', `${cipher}`);
  if (privilege !== null) list.push('-L', privilege);
  list.push('-R', `${TRIES}`, '-N', `${connection.answerSeconds}`, 'power', action);
  return list;
}

/** How long ipmitool goes on, at least, when nothing answers (measured: twice `-N` with `-R 1`). */
export function giveUpMs(connection: IpmiConnection): number {
  return 2 * connection.answerSeconds * 1000;
}
