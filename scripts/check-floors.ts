/**
 * Checks the floor plan: a room imports only from rooms on floors below it (or from itself), and the rooms that
 * decide import nothing of Node and use neither clock nor random source.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Rooms by floor; rooms on one floor may be listed in the order in which they may import each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['result', 'cib'],
  ['configuration', 'scheduler', 'controller', 'evidence', 'evacuation', 'shutdown-plan'],
  ['simulator', 'explain', 'world', 'verify', 'lint', 'preview', 'alerts'],
  ['yaml', 'corosync', 'executor', 'alert-agents', 'power', 'openstack', 'consul', 'notify', 'store'],
  ['cluster', 'cluster-shutdown', 'compute-ha', 'management-ha'],
  ['api', 'daemon', 'cli'],
];

const PURE_FLOORS = 3;
const PURE_PACKAGES = ['@noble/hashes'];
const IMPURE_WORDS = [
  { pattern: /\bMath\.random\b/, what: 'Math.random' },
  { pattern: /\bDate\.now\b|\bnew Date\b/, what: 'the clock (Date)' },
  { pattern: /\bprocess\.|\bperformance\./, what: 'process or performance' },
  { pattern: /\bsetTimeout\b|\bsetInterval\b/, what: 'a timer' },
];

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');
const complaints: string[] = [];

function rankOf(room: string): { floor: number; place: number } | null {
  for (const [floor, rooms] of FLOORS.entries()) {
    const place = rooms.indexOf(room);
    if (place >= 0) return { floor, place };
  }
  return null;
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const a = rankOf(from);
  const b = rankOf(to);
  if (a === null || b === null) return false;
  return b.floor < a.floor || (b.floor === a.floor && b.place < a.place);
}

function check(file: string): void {
  const text = readFileSync(file, 'utf8');
  const name = relative(root, file);
  const room = relative(source, file).split('/')[0] as string;
  const rank = rankOf(room);
  if (rank === null) {
    complaints.push(`${name}: the room ${room} stands on no floor; add it to scripts/check-floors.ts`);
    return;
  }
  const isTest = file.endsWith('.test.ts');
  const isPure = rank.floor < PURE_FLOORS && !isTest;
  for (const match of text.matchAll(/(?<![\w$'])(?:from|import)\s*\(?\s*'([^'\n]+)'/g)) {
    const target = match[1] as string;
    if (target.startsWith('.')) {
      const room2 = relative(source, resolve(dirname(file), target)).split('/')[0] as string;
      if (room2 !== '..' && !mayImport(room, room2) && !isTest) {
        complaints.push(`${name}: room ${room} may not import room ${room2} (${target})`);
      }
    } else if (
      isPure &&
      !PURE_PACKAGES.some((allowed) => target === allowed || target.startsWith(`${allowed}/`))
    ) {
      complaints.push(`${name}: a room that decides may not import ${target}`);
    }
  }
  if (!isPure) return;
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  for (const { pattern, what } of IMPURE_WORDS) {
    if (pattern.test(code)) complaints.push(`${name}: a room that decides may not use ${what}`);
  }
}

for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && entry.name.endsWith('.ts')) check(join(entry.parentPath, entry.name));
}
if (complaints.length > 0) {
  console.error(complaints.sort().join('\n'));
  console.error(
    `floors: ${complaints.length} imports or uses are against the floor plan (docs/decisions/0001-floors.md)`,
  );
  process.exitCode = 1;
}
