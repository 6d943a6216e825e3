/** One line of a world's log: a stable code with values. */
export interface LogLine {
  /** Virtual ms. */
  readonly at: number;
  /** Name of the host; `world` for what concerns all. */
  readonly where: string;
  readonly code: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

function valueText(value: string | number | boolean): string {
  const text = String(value);
  return /^[^\s="]+$/.test(text) ? text : JSON.stringify(text);
}

/** `t=160 node1 code name=value …` */
export function logLineText({ at, where, code, values }: LogLine): string {
  const parts = Object.entries(values).map(([name, value]) => `${name}=${valueText(value)}`);
  return [`t=${at}`, where, code, ...parts].join(' ');
}
