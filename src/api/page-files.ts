import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the page, in memory. */
export interface PageFile {
  readonly body: Buffer;
  /** The same, compressed; `null` where that gains nothing. */
  readonly gzip: Buffer | null;
  readonly type: string;
  readonly etag: string;
  /** Its name holds a digest of its content, so it may be kept for ever. */
  readonly isLasting: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const COMPRESSED: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.svg']);

/**
 * Reads the built page by the addresses of its files. Only these are ever served, so that no address reaches another
 * file of this machine. `null` when the page was not built.
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const name = relative(folder, path).split(sep).join('/');
    const address = name === 'index.html' ? '/' : `/${name}`;
    const gzip = COMPRESSED.has(extname(entry.name)) ? gzipSync(body) : null;
    files.set(address, { body, gzip, type, etag, isLasting: name.startsWith('assets/') });
  }
  return files;
}
