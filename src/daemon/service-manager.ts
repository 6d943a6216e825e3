import { spawn } from 'node:child_process';

/**
 * Tells systemd how the daemon is: started, ending, alive. Node has no datagram sockets of the Unix kind, so systemd's
 * own program carries the word. Without systemd nothing happens.
 */
export class ServiceManager {
  readonly #isThere = (process.env.NOTIFY_SOCKET ?? '') !== '';
  readonly #watchdogMs = Number(process.env.WATCHDOG_USEC ?? '0') / 1000;
  #timer: NodeJS.Timeout | null = null;

  /** The daemon serves; from now on it shows that it lives as often as systemd wants. */
  ready(status: string): void {
    this.#notify('READY=1', `STATUS=${status}`);
    if (!this.#isThere || !(this.#watchdogMs > 0)) return;
    this.#timer = setInterval(() => this.#notify('WATCHDOG=1'), this.#watchdogMs / 3);
    this.#timer.unref();
  }

  status(status: string): void {
    this.#notify(`STATUS=${status}`);
  }

  /** The hand-over may take as long as the services need: systemd is told to wait on. */
  stopping(status: string, extendMs: number): void {
    this.#notify('STOPPING=1', `STATUS=${status}`, `EXTEND_TIMEOUT_USEC=${extendMs * 1000}`);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #notify(...assignments: string[]): void {
    if (!this.#isThere) return;
    const child = spawn('systemd-notify', assignments, { stdio: 'ignore' });
    // Where the program is missing systemd's own deadline tells.
    child.on('error', () => {});
    child.unref();
  }
}
