import { parseArgs } from 'node:util';
import { UserFile } from '../../api/access/user-file.ts';
import { apiFiles, readApiConfig } from '../../api/config.ts';
import { ROLES } from '../../api/schema/token.ts';
import { failureWords } from '../../result/failure-words.ts';
import { complain } from '../live/connection.ts';
import { EXIT } from '../live/exit.ts';
import { readPassword } from './password-prompt.ts';

const USAGE = `usage: hawser user add NAME --role ${ROLES.join('|')}
       hawser user passwd NAME
       hawser user remove NAME
       hawser user list
       [--config FILE]
       who may sign in to the API and the page of this cluster; passwords are asked for, or read from standard input`;

const WAYS = ['add', 'passwd', 'remove', 'list'] as const;

/** `hawser user`: local users of the API. */
export async function user(argv: readonly string[]): Promise<number> {
  const usage = (why: string): number => {
    process.stderr.write(`hawser user: ${why}\n${USAGE}\n`);
    return EXIT.usage;
  };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return usage(failureWords(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const [first, name, ...rest] = positionals;
  const way = WAYS.find((one) => one === first);
  const role = ROLES.find((one) => one === values.role);
  if (way === undefined) return usage(`say one of ${WAYS.join(', ')}`);
  if (rest.length > 0) return usage('passwords do not belong on the command line, where others see them');
  if (way === 'add' && role === undefined) return usage(`--role is to be one of ${ROLES.join(', ')}`);
  if (way !== 'list' && name === undefined) return usage('say which user');
  const config = readApiConfig(values.config ?? null);
  if (!config.ok) {
    complain('user', config.problems);
    return EXIT.failed;
  }
  const users = new UserFile(apiFiles(config.value.folder).users);
  if (way === 'list') return list(users);
  const problem = await change(users, way, name as string, role ?? 'viewer');
  if (problem === null) return EXIT.ok;
  complain('user', [problem]);
  return EXIT.failed;
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      config: { type: 'string', short: 'c' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

async function change(
  users: UserFile,
  way: 'add' | 'passwd' | 'remove',
  name: string,
  role: (typeof ROLES)[number],
) {
  switch (way) {
    case 'add':
      return users.add(name, role, await readPassword(name));
    case 'passwd':
      return users.setPassword(name, await readPassword(name));
    case 'remove':
      return users.remove(name);
  }
}

async function list(users: UserFile): Promise<number> {
  const all = await users.list();
  if (!all.ok) {
    complain('user', all.problems);
    return EXIT.failed;
  }
  const width = Math.max(0, ...all.value.map(({ name }) => name.length));
  for (const { name, role } of all.value) process.stdout.write(`${name.padEnd(width)}  ${role}\n`);
  return EXIT.ok;
}
