import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program in ipmitool's place that notes how it was called and does what a test says. */
export class IpmitoolStub {
  readonly folder: string;
  readonly program: string;

  /** `script`: shell, run after the notes were taken. */
  constructor(script: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'hawser-ipmitool-'));
    this.program = join(this.folder, 'ipmitool');
    writeFileSync(
      this.program,
      `#!/bin/sh
cat /proc/$$/cmdline >"${this.folder}/cmdline"
cat /proc/$$/environ >"${this.folder}/environ"
readlink /proc/$$/fd/0 >"${this.folder}/stdin"
echo $$ >"${this.folder}/pid"
printf '%s\\n' "$@" >"${this.folder}/arguments"
${script}
`,
    );
    chmodSync(this.program, 0o755);
  }

  /** What it noted in its last run. */
  noted(what: 'cmdline' | 'environ' | 'stdin' | 'pid' | 'arguments'): string {
    return readFileSync(join(this.folder, what), 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
