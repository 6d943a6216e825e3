import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceFiles } from './lab-configuration.ts';
import { DATABASE, WEB } from './lab-plan.ts';

const DATABASE_ROOT = '/usr/lib/postgresql';

/** Folder with PostgreSQL's programs, of the newest version installed; `null` when there is none. */
export function databaseBinaries(): string | null {
  if (!existsSync(DATABASE_ROOT)) return null;
  const newest = readdirSync(DATABASE_ROOT).sort((a, b) => Number(b) - Number(a))[0];
  const folder = newest === undefined ? null : join(DATABASE_ROOT, newest, 'bin');
  return folder !== null && existsSync(join(folder, 'initdb')) ? folder : null;
}

/** What the services serve and keep, in one folder that all hosts see, as shared storage is. */
export function makeServiceFiles(folder: string): ServiceFiles {
  const binaries = databaseBinaries();
  if (binaries === null) throw new Error('PostgreSQL is not installed');
  const nginxConfiguration = join(folder, 'nginx.conf');
  writeFileSync(nginxConfiguration, NGINX);
  const databaseFolder = join(folder, 'database');
  mkdirSync(databaseFolder, { mode: 0o700 });
  run('chown', 'postgres', databaseFolder);
  run('setpriv', ...AS_POSTGRES, join(binaries, 'initdb'), '-D', databaseFolder, '--auth=trust', '-N');
  appendFileSync(join(databaseFolder, 'pg_hba.conf'), 'host all all 10.78.0.0/16 trust\n');
  appendFileSync(
    join(databaseFolder, 'postgresql.conf'),
    [
      "listen_addresses = '*'",
      `port = ${DATABASE.port}`,
      // Where the agent looks; anywhere else its start waits until it is killed.
      "unix_socket_directories = '/run/postgresql'",
      'shared_buffers = 8MB',
      'max_connections = 20',
    ].join('\n'),
  );
  return { nginxConfiguration, databaseFolder, databaseBinaries: binaries };
}

const AS_POSTGRES = ['--reuid', 'postgres', '--regid', 'postgres', '--init-groups', '--reset-env'];

const NGINX = `worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx-error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path /run/nginx-body;
  proxy_temp_path /run/nginx-proxy;
  fastcgi_temp_path /run/nginx-fastcgi;
  uwsgi_temp_path /run/nginx-uwsgi;
  scgi_temp_path /run/nginx-scgi;
  server {
    listen ${WEB.port};
    default_type text/plain;
    location / { return 200 "$hostname\\n"; }
  }
}
`;

function run(...[program, ...words]: readonly [string, ...string[]]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8', cwd: '/' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? stderr}`);
}
