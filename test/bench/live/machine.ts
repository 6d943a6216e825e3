import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, release, totalmem } from 'node:os';

export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

/** The machine in a line. */
export function machineText(): string {
  const model =
    /^model name\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${availableParallelism()} processors (${model}), ${memory}, ${system}, Linux ${release()}`;
}

/** Corosync as it says of itself. */
export function corosyncVersion(): string {
  const { stdout } = spawnSync('corosync', ['-v'], { encoding: 'utf8' });
  return stdout.split('\n')[0]?.trim() || 'Corosync';
}
