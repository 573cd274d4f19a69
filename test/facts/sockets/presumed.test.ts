import { expect, it } from 'vitest';
import { partial } from '../../../src/facts/fact.js';
import { presumedOf, presumeOwners } from '../../../src/facts/sockets/presumed.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { listener } from '../../support/healthy.js';

const proxy = (hostIp: string) =>
  `/usr/bin/docker-proxy -proto tcp -host-ip ${hostIp} -host-port 8080 -container-ip 172.17.0.2 -container-port 80 `.replaceAll(
    ' ',
    '\0',
  );

const commands: Readonly<Record<string, string>> = { 50: proxy('0.0.0.0'), 51: proxy('::') };

const stopped = new Set<string>();

/** A machine on which root runs two docker-proxies, and hides their descriptors. */
const system: System = {
  ...realSystem,
  platform: 'linux',
  list: path => (path === '/proc' ? Object.keys(commands) : []),
  status: path => ({ ...realSystem.status('/'), uid: /^\/proc\/5[01]$/.test(path) ? 0 : 1000 }),
  link: () => {
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  },
  read: path => {
    const [, pid, name] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
    if (name === 'cmdline') return commands[pid!] ?? '';
    if (name === 'stat')
      return `${pid} (docker-proxy) ${stopped.has(pid!) ? 'T' : 'S'} 1 ${pid} ${pid} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0`;
    if (name === 'status') return 'Uid:\t0\t0\t0\t0\n';
    return '';
  },
};

it('gives each address of a published port its own docker-proxy', () => {
  const sockets = [
    listener('0.0.0.0', 8080, { uid: 0, inode: 1 }),
    listener('::', 8080, { uid: 0, inode: 2, v6only: true }),
  ];
  const owners = partial(
    { pidsByInode: {}, hidden: [1, 2] },
    '/proc/PID/fd',
    'the programs behind some ports cannot be seen without root',
  );
  expect(presumeOwners(system, owners, sockets)).toMatchObject({
    status: 'partial',
    value: { pidsByInode: { 1: [50], 2: [51] } },
  });
});

it('tells two servers on one port apart by the addresses that they name, and no client from a server', () => {
  const server = (address: string) =>
    ['python3', '-m', 'http.server', '8000', '--bind', address, ''].join('\0');
  const asked = (
    lines: Readonly<Record<string, string>>,
    ...sockets: readonly ReturnType<typeof listener>[]
  ) => {
    const hidden = sockets.map(({ inode }) => inode);
    const owners = partial({ pidsByInode: {}, hidden }, '/proc/PID/fd', 'some are hidden');
    const machine: System = {
      ...system,
      read: path => {
        const [, pid] = /^\/proc\/(\d+)\/cmdline$/.exec(path) ?? [];
        return pid ? (lines[pid] ?? '') : system.read(path);
      },
    };
    const presumed = presumeOwners(machine, owners, sockets);
    return presumed.status === 'unknown' ? undefined : presumed.value.pidsByInode;
  };
  const four = listener('0.0.0.0', 8000, { uid: 0, inode: 1 });
  const six = listener('::1', 8000, { uid: 0, inode: 2 });
  expect(asked({ 50: server('0.0.0.0'), 51: server('::1') }, four, six)).toEqual({ 1: [50], 2: [51] });
  expect(asked({ 50: server('0.0.0.0'), 51: ['node', 'app.js', '8000', ''].join('\0') }, four, six)).toEqual(
    {},
  );
  expect(
    asked({ 50: server('0.0.0.0'), 51: ['python3', 'client.py', '0.0.0.0', '8000', ''].join('\0') }, four),
  ).toEqual({});
  // A web server that is told its ports by its file has 443 beside its usual one.
  const tls = listener('0.0.0.0', 443, { uid: 0, inode: 3 });
  expect(asked({ 50: 'lighttpd\0' }, tls)).toEqual({ 3: [50] });
  expect(asked({ 50: 'lighttpd\0', 51: 'hitch\0' }, tls)).toEqual({ 3: [51] });
  expect(asked({ 50: 'lighttpd\0' }, four)).toEqual({});
  // A script's port is its author's own choice: another program may have this one.
  const usualOfNode = listener('0.0.0.0', 3000, { uid: 0, inode: 4 });
  expect(asked({ 50: ['node', 'worker.js', ''].join('\0') }, usualOfNode)).toEqual({});
  // Of two that take turns, one process that names the port may hold just one.
  const twin = listener('0.0.0.0', 8000, { uid: 0, inode: 5 });
  expect(asked({ 50: server('0.0.0.0') }, four, twin)).toEqual({});
  // Who names the one address has not the other; who names none may have both.
  expect(asked({ 50: server('0.0.0.0') }, four, six)).toEqual({ 1: [50] });
  expect(asked({ 50: ['node', 'app.js', '8000', ''].join('\0') }, four, six)).toEqual({ 1: [50], 2: [50] });
  expect(asked({ 50: 'redis-server 0.0.0.0:8000\0' }, four, six)).toEqual({ 1: [50], 2: [50] });
  // A client that listens too: a tunnel by its own arguments.
  const ssh = (forward: string) => ['ssh', '-N', '-L', forward, 'root@10.0.0.9', ''].join('\0');
  expect(asked({ 50: ssh('8000:localhost:80') }, four)).toEqual({ 1: [50] });
  expect(asked({ 50: ssh('9000:localhost:8000') }, four)).toEqual({});
});

it('finds the sockets of processes that were asked for, and reads their user once', () => {
  const sockets = Array.from({ length: 60 }, (_, at) =>
    listener(at === 0 ? '::' : '0.0.0.0', at === 0 ? 8080 : 9000 + at, { uid: 0, inode: at + 1 }),
  );
  const hidden = sockets.map(({ inode }) => inode);
  let lists = 0;
  const counting: System = {
    ...system,
    list: path => {
      if (path === '/proc') lists++;
      return system.list(path);
    },
  };
  const owners = partial({ pidsByInode: {}, hidden }, '/proc/PID/fd', 'some are hidden');
  expect(presumedOf(counting, owners, sockets, [51]).map(({ local }) => local.port)).toEqual([8080]);
  expect(lists).toBeLessThan(5);
  expect(presumedOf(system, owners, sockets, [50])).toEqual([]);
});

it('reads in a title, which is one word, where a program listens', () => {
  const owners = partial({ pidsByInode: {}, hidden: [1] }, '/proc/PID/fd', 'hidden');
  const titled: System = {
    ...system,
    read: path => (path === '/proc/50/cmdline' ? 'redis-server 0.0.0.0:8000\0\0' : system.read(path)),
  };
  expect(presumeOwners(titled, owners, [listener('0.0.0.0', 8000, { uid: 0, inode: 1 })])).toMatchObject({
    value: { pidsByInode: { 1: [50] } },
  });
});

it("takes no port for a client's whose title names where it went", () => {
  const owners = partial({ pidsByInode: {}, hidden: [1] }, '/proc/PID/fd', 'hidden');
  const titled: System = {
    ...system,
    read: path => (path === '/proc/50/cmdline' ? 'ssh: /root/.ssh/web:7022 [mux]\0' : system.read(path)),
  };
  expect(presumeOwners(titled, owners, [listener('0.0.0.0', 7022, { uid: 0, inode: 1 })])).toBe(owners);
});

it('presumes nothing of a port that no command names', () => {
  const owners = partial(
    { pidsByInode: {}, hidden: [3] },
    '/proc/PID/fd',
    'the programs behind some ports cannot be seen without root',
  );
  const socket = listener('0.0.0.0', 9999, { uid: 0, inode: 3 });
  expect(presumeOwners(system, owners, [socket])).toBe(owners);
});

it('names workers that are stopped beside their like, where no command names the port', () => {
  const owners = partial(
    { pidsByInode: {}, hidden: [3] },
    '/proc/PID/fd',
    'the programs behind some ports cannot be seen without root',
  );
  const alike: System = {
    ...system,
    read: path => (/^\/proc\/5[01]\/cmdline$/.test(path) ? 'node\0app.js\0' : system.read(path)),
  };
  const socket = listener('0.0.0.0', 9999, { uid: 0, inode: 3 });
  expect(presumeOwners(alike, owners, [socket])).toBe(owners);
  stopped.add('51');
  expect(presumeOwners(alike, owners, [socket])).toMatchObject({ value: { pool: [50, 51] } });
  expect(presumeOwners(system, owners, [socket])).toBe(owners);
  expect(presumeOwners(alike, owners, [socket, { ...socket, inode: 4 }])).toMatchObject({
    value: { pool: [50, 51] },
  });
  const both = partial(
    { pidsByInode: {}, hidden: [3, 4] },
    '/proc/PID/fd',
    'the programs behind some ports cannot be seen without root',
  );
  expect(presumeOwners(alike, both, [socket, { ...socket, inode: 4 }])).toMatchObject({
    value: { pool: [50, 51] },
  });
  stopped.clear();
});

it('names the one program of its user that is stopped, of this network namespace, where no command names the port', () => {
  const owners = partial({ pidsByInode: {}, hidden: [3] }, '/proc/PID/fd', 'hidden');
  const socket = listener('0.0.0.0', 9999, { uid: 0, inode: 3 });
  const lines: Record<string, string> = { 50: 'node\0app.js\0', 51: 'perl\0job.pl\0' };
  const spaces: Record<string, string> = { self: 'net:[1]', 50: 'net:[1]', 51: 'net:[1]' };
  const seen: System = {
    ...system,
    link: path => spaces[path.split('/')[2]!] ?? system.link(path),
    read: path => {
      const [, pid, name] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
      return name === 'cmdline' ? lines[pid!]! : system.read(path);
    },
  };
  expect(presumeOwners(seen, owners, [socket])).toBe(owners);
  stopped.add('50');
  expect(presumeOwners(seen, owners, [socket])).toMatchObject({ value: { asleep: [50] } });
  stopped.add('51');
  expect(presumeOwners(seen, owners, [socket])).toBe(owners);
  // Its parent, whatever that is, stopped with it.
  const within: System = {
    ...seen,
    read: path => (path === '/proc/51/stat' ? system.read(path).replace(' T 1 ', ' T 50 ') : seen.read(path)),
  };
  expect(presumeOwners(within, owners, [socket])).toMatchObject({ value: { asleep: [50, 51] } });
  spaces[51] = 'net:[2]';
  expect(presumeOwners(seen, owners, [socket])).toMatchObject({ value: { asleep: [50] } });
  lines[50] = 'vim\0notes\0';
  expect(presumeOwners(seen, owners, [socket])).toBe(owners);
  stopped.clear();
});
