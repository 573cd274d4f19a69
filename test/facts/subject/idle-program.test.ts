import { expect, it } from 'vitest';
import { idleProgram } from '../../../src/facts/subject/supervised.js';
import { realSystem } from '../../../src/system/real.js';

const stat = (pid: number, parent: number) => `${pid} (x) S ${parent} 50 50 0 -1 4194560 ${'0 '.repeat(40)}`;

/** The program that is found for port 8000, by supervisord's configuration and the environment of its only child. */
function found(text: string, environ: string) {
  const files: Readonly<Record<string, string>> = {
    '/etc/supervisord.conf': text,
    '/proc/stat': 'btime 1\n',
    '/proc/40/comm': 'supervisord\n',
    '/proc/40/stat': stat(40, 1),
    '/proc/40/cmdline': 'supervisord\0-c\0/etc/supervisord.conf\0',
    '/proc/40/task/40/children': '50 ',
    '/proc/50/stat': stat(50, 40),
    '/proc/50/cmdline': 'node\0shop.js\0',
    '/proc/50/environ': environ,
  };
  const system = {
    ...realSystem,
    list: (path: string) => (path === '/proc' ? ['40', '50'] : []),
    link: () => {
      throw new Error();
    },
    read: (path: string) => {
      if (files[path] === undefined) throw new Error(path);
      return files[path];
    },
    status: (path: string) => ({ kind: 'file', size: files[path]?.length ?? 0, modifiedAt: 0 }) as never,
  };
  return idleProgram(system, 8000)?.name;
}

const shop = '[program:shop]\ncommand=node shop.js --port 8000\n';
const runs = (group: string, name: string) =>
  `SUPERVISOR_GROUP_NAME=${group}\0SUPERVISOR_PROCESS_NAME=${name}\0`;

it.each([
  ['another runs', shop, runs('blog', 'blog'), 'shop'],
  ['it runs', shop, runs('shop', 'shop'), undefined],
  ['it runs in a group', `${shop}[group:web]\nprograms=shop,blog\n`, runs('web', 'shop'), undefined],
  ['another of its group runs', `${shop}[group:web]\nprograms=shop,blog\n`, runs('web', 'blog'), 'shop'],
  ['its processes have names of their own', `${shop}numprocs=2\n`, runs('shop', 'shop_00'), undefined],
  [
    'they have, and are in a group',
    `${shop}process_name=%(program_name)s_%(process_num)02d\n[group:web]\nprograms=shop\n`,
    runs('web', 'shop_00'),
    undefined,
  ],
  [
    'another of its processes runs, which has another port',
    '[program:shop]\ncommand=node shop.js 80%(process_num)02d\nnumprocs=2\nprocess_name=shop_%(process_num)02d\n',
    runs('shop', 'shop_01'),
    'shop_00',
  ],
  [
    'supervisord opens its socket',
    '[fcgi-program:shop]\nsocket=tcp://0.0.0.0:8000\ncommand=./shop\n',
    runs('blog', 'blog'),
    'shop',
  ],
])('finds the program of a port that does not run, where %s', (_, text, environ, name) =>
  expect(found(text, environ)).toBe(name),
);
