import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../src/facts/meaning.js';
import { readNamespaces } from '../../src/facts/namespaces/read.js';
import { findOwners } from '../../src/facts/sockets/owners.js';
import { processesNamed, subjectOf } from '../../src/facts/subject/read.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';

const missing = (path: string): never => {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
};
const stat = (pid: number, name: string) =>
  `${pid} (${name}) S 1 ${pid} ${pid} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0`;

/** A machine on which an ordinary user has process 70, and these files are to be seen besides. */
function machine(
  files: Readonly<Record<string, string>>,
  uids: Readonly<Record<number, number>> = {},
): System {
  const all: Readonly<Record<string, string>> = {
    '/proc/70/stat': stat(70, 'bash'),
    '/proc/70/cmdline': 'bash\0',
    ...files,
  };
  const names = [...new Set(Object.keys(all).flatMap(path => /^\/proc\/(\d+)\//.exec(path)?.[1] ?? []))];
  return {
    ...realSystem,
    platform: 'linux',
    uid: 1000,
    netlink: () => undefined,
    env: {},
    list: path => (path === '/proc' ? names : missing(path)),
    read: path => all[path] ?? missing(path),
    link: path => (path === '/proc/self/ns/net' ? 'net:[4026531840]' : missing(path)),
    status: path => {
      const pid = /^\/proc\/(\d+)$/.exec(path)?.[1];
      if (!pid || !names.includes(pid)) return missing(path);
      return { ...realSystem.status('/'), uid: uids[Number(pid)] ?? 1000 };
    },
    run: async program => missing(program),
  };
}

const init = { '/proc/1/stat': stat(1, 'systemd'), '/proc/1/cmdline': '/sbin/init\0' };
const asked = (system: System) =>
  meaningOf(system, parseTarget('gunicorn'), performance.now() + 2000).then(({ subject }) => subject);

it('does not say that nobody goes by a name where /proc hides other users (hidepid)', async () => {
  expect(await asked(machine({}))).toMatchObject({
    status: 'unknown',
    reason: 'needs-root',
    detail: expect.stringContaining('hidepid'),
  });
  expect(await asked(machine(init, { 1: 0 }))).toMatchObject({ status: 'known', value: { port: null } });
});

it('does not say there that a server program does not run, of which it sees the configuration alone', async () => {
  const path = '/etc/redis/redis.conf';
  const meant = async (files: Readonly<Record<string, string>>) => {
    const system = machine({ [path]: 'port 7000\n', ...files }, { 1: 0 });
    const file = { ...realSystem.status('/'), kind: 'file' as const };
    const status = (each: string) => (each === path ? file : system.status(each));
    const meaning = await meaningOf({ ...system, status }, parseTarget('redis'), performance.now() + 2000);
    return meaning.subject;
  };
  expect(await meant({})).toMatchObject({ status: 'unknown', detail: expect.stringContaining('hidepid') });
  expect(await meant(init)).toMatchObject({ value: { port: 7000, installed: { title: 'Redis' } } });
});

it("does not say there that a script does not run, for it may be another user's", async () => {
  const file = { ...realSystem.status('/'), kind: 'file' as const };
  const meant = (system: System, word: string) =>
    meaningOf(system, parseTarget(word), performance.now() + 2000).then(({ subject }) => subject);
  const files = { '/etc/hosts': '127.0.0.1 localhost\n', '/etc/nsswitch.conf': 'hosts: files\n' };
  const here = (more: object, uids = {}): System => {
    const system = machine({ ...files, ...more }, uids);
    const status = (path: string) => (path === '/srv/app.js' ? file : system.status(path));
    return { ...system, directory: '/srv', status };
  };
  for (const word of ['app.js', 'server.js']) {
    expect(await meant(here({}), word)).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining(`${word} is not known`),
    });
    expect(await meant(here(init, { 1: 0 }), word)).toMatchObject({ status: 'known' });
  }
});

it('knows of no namespace for certain there, and of no owner', () => {
  expect(readNamespaces(machine({}))).toMatchObject({
    status: 'partial',
    lacks: expect.stringContaining('hidepid'),
  });
  expect(findOwners(machine({}), [{ inode: 5, uid: 0 }])).toMatchObject({
    lacks: 'the programs behind some ports cannot be seen without root',
  });
});

it('says of a process that is not to be seen that it may be there all the same', async () => {
  await expect(meaningOf(machine({}), parseTarget('pid:4242'), performance.now() + 2000)).rejects.toThrow(
    /hidepid/,
  );
  await expect(
    meaningOf(machine(init, { 1: 0 }), parseTarget('pid:4242'), performance.now() + 2000),
  ).rejects.toThrow('There is no process 4242.');
});

it('takes a dotted word that is no host for the program that runs by that name', async () => {
  const system = machine(
    {
      ...init,
      '/proc/50/stat': stat(50, 'python3'),
      '/proc/50/cmdline': 'python3\0-m\0http.server\0',
      '/proc/51/stat': stat(51, 'shop.example'),
      '/proc/51/cmdline': '/srv/shop.example\0',
      '/proc/52/stat': stat(52, 'gunicorn'),
      '/proc/52/cmdline': '/usr/bin/python3\0/usr/bin/gunicorn\0app:app\0',
      '/proc/52/cgroup': '0::/system.slice/blog.example.service\n',
      '/proc/53/stat': stat(53, 'node'),
      '/proc/53/cmdline': 'node\0server.js\0',
      '/etc/hosts': '127.0.0.1 localhost web.shop\n',
      '/etc/nsswitch.conf': 'hosts: files\n',
    },
    { 1: 0 },
  );
  const meant = async (word: string) =>
    (await meaningOf(system, parseTarget(word), performance.now() + 2000)).target.kind;
  const words = ['http.server', 'server.js', 'blog.example.service', 'web.shop', 'ftp.server'];
  expect(await Promise.all(words.map(meant))).toEqual(['program', 'program', 'program', 'host', 'host']);
  // Sites, whose names lead nowhere, and after which what serves them is called.
  expect(await Promise.all(['shop.example', 'blog.example'].map(meant))).toEqual(['host', 'host']);
});

it('knows npm, which calls itself by its whole command', () => {
  const files = {
    ...init,
    '/proc/50/stat': stat(50, 'npm run dev'),
    '/proc/50/cmdline': 'npm run dev\0\0\0',
  };
  const named = (word: string) => processesNamed(machine(files, { 1: 0 }), word, [50]).map(({ pid }) => pid);
  expect([named('npm'), named('run'), named('np')]).toEqual([[50], [], []]);
});

it('knows one that calls itself by a title of its own', () => {
  const files = {
    ...init,
    '/proc/50/stat': stat(50, 'shop: master [p'),
    '/proc/50/cmdline': 'shop: master [prod]\0\0',
  };
  const named = (word: string) => processesNamed(machine(files, { 1: 0 }), word, [50]).length;
  expect([named('shop'), named('master'), named('sho')]).toEqual([1, 0, 0]);
});

it.each([
  ['java -Xmx64m -cp . Shop', ['Shop', 'shop']],
  ['java --class-path /srv/lib com.acme.Shop 8000', ['Shop', 'com.acme.Shop']],
  ['python3 -W ignore /srv/shop.py', ['shop', 'shop.py']],
  ['node -r dotenv/config server.js', ['server', 'server.js']],
])('knows what is run behind options that take a word: %s', (command, words) => {
  const files = {
    ...init,
    '/proc/50/stat': stat(50, command.split(' ')[0]!),
    '/proc/50/cmdline': `${command.replaceAll(' ', '\0')}\0`,
  };
  const named = (word: string) => processesNamed(machine(files, { 1: 0 }), word, [50]).length;
  expect(words.map(named)).toEqual([1, 1]);
});

it.each(['runsv', 's6-supervise', 'supervise'])('knows a service by the name that %s has for it', keeper => {
  const files = { ...init, '/proc/50/stat': stat(50, keeper), '/proc/50/cmdline': `${keeper}\0blog\0` };
  const named = (word: string) => processesNamed(machine(files, { 1: 0 }), word, [50]).length;
  expect([named('blog'), named('log')]).toEqual([1, 0]);
});

it.each([
  ['runsv', '@\0\0\0abcdabcd\x03\0\0\0\0u\0\x01', 1],
  ['runsv', '@\0\0\0abcdabcd\x33\0\0\0\0d\0\x01', 1],
  ['runsv', '@\0\0\0abcdabcd\0\0\0\0\0d\0\0', 0],
  ['supervise', '@\0\0\0abcdabcd\0\0\0\0\0u', 1],
  ['supervise', '@\0\0\0abcdabcd\0\0\0\0\0d', 0],
  ['s6-supervise', `${'@\0\0\0abcdabcd'.repeat(2)}\0\0\0\0\0\0\0\x33\0\0\x0c`, 1],
  ['s6-supervise', `${'@\0\0\0abcdabcd'.repeat(2)}\0\0\0\0\0\0\0\0\x02\0\x04`, 1],
  ['s6-supervise', `${'@\0\0\0abcdabcd'.repeat(2)}\0\0\0\0\0\0\0\0\0\x0f\x08`, 0],
])('knows none that %s was told to keep down: %j', (keeper, status, found) => {
  const files = {
    ...init,
    '/proc/50/stat': stat(50, keeper),
    '/proc/50/cmdline': `${keeper}\0blog\0`,
    '/etc/sv/blog/supervise/status': status,
  };
  const system = machine(files, { 1: 0 });
  const link = (path: string) => (path === '/proc/50/cwd' ? '/etc/sv/blog' : system.link(path));
  expect(processesNamed({ ...system, link }, 'blog', [50])).toHaveLength(found);
});

it.each(['runsv', 's6-supervise', 'supervise'])('takes for the service of %s what that runs', keeper => {
  const children = (text: string) => {
    const files = {
      ...init,
      '/proc/50/comm': `${keeper}\n`,
      '/proc/50/task/50/children': text,
      '/proc/51/comm': 'perl\n',
      '/proc/52/comm': 'svlogd\n',
    };
    const system = machine(files, { 1: 0 });
    const list = (path: string) => (path === '/proc/50/task' ? ['50'] : system.list(path));
    return subjectOf({ ...system, list }, [50]).pids;
  };
  expect([children('51 52'), children('52')]).toEqual([[51], [50]]);
});

describe('of several ports', () => {
  const any = '00000000';
  const loopback = '0100007F';
  type Place = readonly [address: string, port: number, udp?: 'udp'];
  const portsOf = (command: readonly string[], sockets: readonly Place[]) => {
    const rows = sockets.map(
      ([address, port, udp], at) =>
        `   ${at}: ${address}:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 ${udp ? '07' : '0A'} 00000000:00000000 00:00000000 00000000  1000        0 ${at + 7} 1 0 100 0 0 10 0\n`,
    );
    const files = {
      ...init,
      '/proc/50/stat': stat(50, command[0]!),
      '/proc/50/cmdline': `${command.join('\0')}\0`,
      '/proc/net/tcp': `  sl  local_address rem_address   st\n${rows.filter((_, at) => !sockets[at]![2]).join('')}`,
      '/proc/net/tcp6': '  sl  local_address rem_address   st\n',
      '/proc/net/udp': `  sl  local_address rem_address   st\n${rows.filter((_, at) => sockets[at]![2]).join('')}`,
    };
    const seen = machine(files, { 1: 0 });
    const system: System = {
      ...seen,
      list: path => (path === '/proc/50/fd' ? sockets.map((_, at) => String(at)) : seen.list(path)),
      link: path =>
        path.startsWith('/proc/50/fd/') ? `socket:[${Number(path.slice(12)) + 7}]` : seen.link(path),
    };
    const { port, otherPorts } = subjectOf(system, [50]);
    return [port, ...otherPorts];
  };
  const tomcat = 'org.apache.catalina.startup.Bootstrap';
  const debugged = '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:5005';

  it('leaves out what is open for UDP, as the ports of a client are', () =>
    expect(
      portsOf(
        ['app'],
        [
          [any, 8000],
          [any, 9000],
          [any, 41_000, 'udp'],
        ],
      ),
    ).toEqual([8000, 9000]));

  it.each<[string, string, readonly (readonly [string, number])[], number[]]>([
    [
      'on which it takes commands',
      `java -cp bootstrap.jar ${tomcat}`,
      [
        [any, 8005],
        [any, 8081],
      ],
      [8081, 8005],
    ],
    [
      'on which another program would',
      'java -cp a.jar com.example.Main',
      [
        [any, 8005],
        [any, 8081],
      ],
      [8005, 8081],
    ],
    [
      'for its administration',
      'caddy run',
      [
        [loopback, 2019],
        [any, 8080],
      ],
      [8080, 2019],
    ],
    [
      'for its profile',
      './shop',
      [
        [loopback, 6060],
        [any, 8080],
      ],
      [8080, 6060],
    ],
    [
      'that others are to have',
      './shop',
      [
        [any, 6060],
        [any, 8080],
      ],
      [6060, 8080],
    ],
    [
      'for a debugger',
      `java ${debugged} -jar a.jar`,
      [
        [loopback, 5005],
        [any, 8080],
      ],
      [8080, 5005],
    ],
    [
      'for itself',
      'haproxy -f a.cfg',
      [
        [loopback, 1936],
        [any, 8080],
      ],
      [8080, 1936],
    ],
    [
      'by default',
      'nginx',
      [
        [loopback, 80],
        [any, 8080],
      ],
      [80, 8080],
    ],
    [
      'of an application',
      'node server.js',
      [
        [loopback, 3000],
        [any, 9464],
      ],
      [3000, 9464],
    ],
  ])('puts the one %s where it belongs', (_, command, sockets, expected) =>
    expect(portsOf(command.split(' '), sockets)).toEqual(expected),
  );
});

it("takes a listener of another user's for the program's that has the port by default", () => {
  const socket = (port: number, inode: number) =>
    `   0: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`;
  const nginx = {
    ...init,
    '/proc/50/stat': stat(50, 'nginx'),
    '/proc/50/cmdline': 'nginx: master process /usr/sbin/nginx\0',
    '/proc/50/status': 'Uid:\t0\t0\t0\t0\n',
    '/proc/net/tcp': `  sl  local_address rem_address   st\n${socket(22, 7)}${socket(80, 8)}`,
    '/proc/net/tcp6': '  sl  local_address rem_address   st\n',
    '/proc/net/udp': '  sl  local_address rem_address   st\n',
  };
  const system = machine(nginx, { 1: 0, 50: 0 });
  expect(subjectOf(system, [50])).toMatchObject({ port: 80, otherPorts: [], pids: [50] });
  const seen = { ...system, link: () => 'net:[4026531840]' };
  expect(subjectOf(seen, [50])).toMatchObject({ port: null });
});

it('takes a script that lies where the caller stands for a program, though it does not run', async () => {
  const file = { ...realSystem.status('/'), kind: 'file' as const };
  const system = {
    ...machine({}),
    directory: '/srv',
    status: (path: string) => (path === '/srv/app.py' ? file : missing(path)),
  };
  const meaning = await meaningOf(system, parseTarget('app.py'), performance.now() + 1000);
  expect(meaning.target).toMatchObject({ kind: 'program', program: 'app.py', host: null });
});
