import { expect, it } from 'vitest';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];

const gunicorn = running(50, [
  '/usr/bin/python3',
  '/usr/bin/gunicorn',
  'main:app',
  '-b',
  'unix:/run/app.sock',
]);
const unix = { path: '/run/app.sock', inode: 77, type: 'stream' } as const;
const machine = { sockets: [], probes: refused, processes: [gunicorn], unixListeners: [unix] };

it('finds the server that has a unix socket and no port', () => {
  const diagnosis = diagnosed('8000', { ...machine, owners: { pidsByInode: { 77: [50] }, hidden: [] } });
  expect(errors(diagnosis)).toEqual(['bind/unix-socket-only']);
  expect(diagnosis.causes[0]?.summary).toContain('/run/app.sock');
});

it('means nobody by the folder where another has the very port', () => {
  const owners = { pidsByInode: { 77: [50], 13000: [42] }, hidden: [] };
  const processes = [gunicorn, running(42, ['./shop'])];
  const found = (socket: Parameters<typeof listener>[2]) =>
    errors(
      diagnosed('8000', { ...machine, owners, processes, sockets: [listener('0.0.0.0', 8000, socket)] }),
    );
  expect(found({ state: 'bound' })).toEqual(['port/bound-not-listening']);
  expect(found({ state: 'established', remote: { address: '10.0.0.9', port: 443 } })).toEqual([
    'port/taken-by-outgoing',
  ]);
});

it('means nobody by the folder where the command of another names the port', () => {
  const stopped = running(42, ['python3', '-m', 'http.server', '9000'], { state: 'T' });
  const owners = { pidsByInode: { 77: [50] }, hidden: [] };
  const processes = [gunicorn, stopped];
  expect(errors(diagnosed('9000', { ...machine, owners, processes }))).toEqual(['process/stopped']);
});

it.each([
  [['node', 'server.js'], '/tmp/shop.sock', true],
  [['node', 'server.js'], 'run/shop.sock', true],
  [['node', 'node_modules/nx/src/daemon/server/start.js'], '/srv/run/d.sock', false],
  [['node', '/opt/daemon.js'], '/tmp/4f1c9a/d.sock', false],
  [['node', '/opt/daemon.js'], '.nx/workspace-data/d.sock', false],
])('means a server on Node by the folder, and no tool: %j at %s', (command, path, isMeant) => {
  const owners = { pidsByInode: { 77: [50] }, hidden: [] };
  const processes = [running(50, command)];
  const found = errors(
    diagnosed('8000', { ...machine, owners, processes, unixListeners: [{ ...unix, path }] }),
  );
  expect(found).toEqual([isMeant ? 'bind/unix-socket-only' : 'port/nothing-listens']);
});

it('means nobody by the folder where a proxy that does not run is set up for the port', () => {
  const idle = { title: 'nginx', ports: [9000], files: ['/x'], logs: [], units: ['nginx'], test: null };
  const subject = { port: 9000, otherPorts: [], pids: [], idle };
  const owners = { pidsByInode: { 77: [50] }, hidden: [] };
  expect(errors(diagnosed('9000', { ...machine, owners, subject }))).toEqual(['port/nothing-listens']);
});

it.each([
  ['/run/app.sock', false],
  ['app.sock', false],
  ['run/shop', false],
  ['@shop', false],
  ['3000;', true],
  ['$PORT', true],
])('offers the port first where the socket’s name was meant to be one: %s', (path, port) => {
  const { causes } = diagnosed('8000', {
    ...machine,
    unixListeners: [{ ...unix, path }],
    owners: { pidsByInode: { 77: [50] }, hidden: [] },
  });
  expect(/listen on a port|PORT/.test(causes[0]?.fixes[0]?.title ?? '')).toBe(port);
});

it('says of a socket called undefined that the variable with the port is not set', () => {
  const told = (path: string, command = ['node', 'index.js']) =>
    diagnosed('pid:50', {
      ...machine,
      processes: [running(50, command)],
      subject: { port: null, otherPorts: [], pids: [50] },
      unixListeners: [{ ...unix, path }],
      owners: { pidsByInode: { 77: [50] }, hidden: [] },
    })
      .causes[0]?.fixes.map(({ text }) => text)
      .join();
  expect(told('undefined')).toContain('given as undefined, which is no number');
  expect(told('undefined')).toContain('the variable that should hold the port is not set');
  expect(told('3000;')).not.toContain('is not set');
  expect(told('localhost')).toContain("the port comes first, listen(3000, 'localhost').");
  expect(told('0.0.0.0')).toContain('the port comes first');
  expect(told('control', ['./own'])).not.toContain('no number');
  expect(told('/run/app.sock')).not.toContain('no number');
});

it('takes the socket on which forever takes its orders for no server', () => {
  const monitor = (path: string) => running(50, ['node', path, 'app.js']);
  const found = (path: string) =>
    errors(
      diagnosed('8000', {
        ...machine,
        processes: [monitor(path)],
        owners: { pidsByInode: { 77: [50] }, hidden: [] },
      }),
    );
  expect(found('/srv/node_modules/forever/bin/monitor')).toEqual(['port/nothing-listens']);
  expect(found('/srv/monitor')).toEqual(['bind/unix-socket-only']);
});

it('quotes a path that a shell would make something else of', () => {
  const diagnosis = diagnosed('8000', {
    ...machine,
    unixListeners: [{ ...unix, path: '/tmp/$(id).sock' }],
    owners: { pidsByInode: { 77: [50] }, hidden: [] },
  });
  expect(diagnosis.causes[0]?.fixes[0]?.text).toContain("--unix-socket '/tmp/$(id).sock' http");
});

it('names the port of the proxy that leads to a server that was asked for by its name', () => {
  const nginx = running(7, ['nginx: master process nginx'], { name: 'nginx', executable: '/usr/sbin/nginx' });
  const conf = (text: string) => ({ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 });
  const asked = (text: string, ports: readonly number[]) =>
    diagnosed('gunicorn', {
      ...machine,
      processes: [gunicorn, nginx],
      listeners: ports.map(port => listener('0.0.0.0', port, { inode: port })),
      owners: { pidsByInode: { 77: [50], 5432: [9] }, hidden: [] },
      subject: { port: null, otherPorts: [], pids: [50] },
      configuration: [
        { path: '/srv/uwsgi.ini', text: '[uwsgi]', modifiedAt: 0 },
        conf(text),
        { path: '/srv/start.sh', text: '#!/bin/sh\nnginx; { gunicorn', modifiedAt: 0 },
      ],
      probes: [],
    });
  const site = (listen: string, pass: string) =>
    `events {}\nhttp {\n server {\n  listen ${listen};\n  server_name shop.example;\n  location /shop/ {\n proxy_pass http://unix:${pass};\n } } }`;
  const found = asked(site('8080', '/var/run/app.sock:/'), [5432, 8080]);
  expect(found.causes[0]).toMatchObject({ code: 'bind/unix-socket-only' });
  expect(found.causes[0]?.summary).toContain('come by port 8080 of nginx (pid 7)');
  expect(found.causes[0]?.fixes[0]?.text).toContain('netcheck why 8080');
  expect(found.causes[0]?.evidence[1]?.source).toBe('/etc/nginx/nginx.conf:7');
  for (const other of [
    asked(site('8080', '/run/other.sock'), [8080]),
    asked(site('8080', '/run/app.sock'), [5432]),
  ])
    expect(other.causes[0]?.summary).toContain('on no port, so nobody');
});

it('means nobody by the folder who was not called by that name', () => {
  const owners = { pidsByInode: { 77: [50] }, hidden: [] };
  const subject = { port: null, otherPorts: [], pids: [60], scheme: null };
  const cron = running(60, ['cron', '-f']);
  const asked = (target: string) =>
    errors(diagnosed(target, { ...machine, processes: [gunicorn, cron], owners, subject }));
  expect(asked('cron')).not.toContain('bind/unix-socket-only');
  expect(asked('pid:60')).not.toContain('bind/unix-socket-only');
});

it('does not blame somebody else’s socket', () => {
  const diagnosis = diagnosed('8000', { ...machine, owners: { pidsByInode: { 77: [51] }, hidden: [] } });
  expect(errors(diagnosis)).not.toContain('bind/unix-socket-only');
});

it.each([
  ['/run/postgresql/.s.PGSQL.5432', 5432, true],
  ['/run/postgresql/.s.PGSQL.5433', 5432, false],
  ['/run/mysqld/mysqld.sock', 3306, true],
  ['/run/mysqld/mysqlx.sock', 3306, false],
])('knows the socket of a hidden server by its name: %s', (path, port, expected) => {
  const asked = (listeners: readonly ReturnType<typeof listener>[], hidden = [77]) =>
    errors(
      diagnosed(String(port), {
        sockets: [],
        probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
        processes: [],
        listeners,
        unixListeners: [{ path, inode: 77, type: 'stream' }],
        owners: { pidsByInode: {}, hidden: [...hidden, ...listeners.map(({ inode }) => inode)] },
      }),
    ).includes('bind/unix-socket-only');
  expect(asked([])).toBe(expected);
  expect(asked([listener('0.0.0.0', 22, { uid: 0 })])).toBe(expected);
  expect(asked([], [])).toBe(false);
  // A port of a stranger may be MariaDB's, and none of PostgreSQL's whose socket says another.
  expect(asked([listener('127.0.0.1', 3307, { uid: 102 })])).toBe(expected && port === 5432);
});

it.each([
  [['/usr/bin/redis-server', 'unixsocket:/run/r.sock'], 6379, '  redis-cli -s /run/r.sock'],
  [['postgres', '-D', '/data'], 5432, '  psql -h /run'],
  [['uwsgi', '--socket', '/run/r.sock'], 8000, 'uwsgi_pass unix:/run/r.sock. By http-socket'],
  [['/usr/sbin/mariadbd', '--skip-networking'], 3306, '  mariadb --socket /run/r.sock'],
])('speaks of the client that a server has: %j', (command, port, text) => {
  const name = command[0]!.split('/').at(-1)!;
  const diagnosis = diagnosed(String(port), {
    sockets: [],
    probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
    processes: [running(50, command, { name, executable: `/usr/bin/${name}` })],
    unixListeners: [{ path: '/run/r.sock', inode: 77, type: 'stream' }],
    owners: { pidsByInode: { 77: [50] }, hidden: [] },
  });
  const client = { text: expect.stringContaining(text) };
  expect(diagnosis.causes[0]).toMatchObject({ code: 'bind/unix-socket-only', fixes: [client, {}] });
});

it('does not blame the socket on which a watcher talks to what it runs', () => {
  const tsx = running(50, ['node', '/srv/node_modules/.bin/tsx', 'watch', 'server.ts']);
  const diagnosis = diagnosed('8000', {
    ...machine,
    processes: [tsx],
    unixListeners: [{ path: '/tmp/tsx-0/50.pipe', inode: 77, type: 'stream' }],
    owners: { pidsByInode: { 77: [50] }, hidden: [] },
  });
  expect(errors(diagnosis)).not.toContain('bind/unix-socket-only');
});

it('takes no socket for a child’s that still holds what its parent does', () => {
  const told = (startedAt: number) =>
    errors(
      diagnosed('8000', {
        ...machine,
        processes: [{ ...gunicorn, parent: 40, startedAt }],
        owners: { pidsByInode: { 77: [40, 50] }, hidden: [] },
      }),
    );
  expect(told(now - 100)).not.toContain('bind/unix-socket-only');
  expect(told(now - 5000)).toContain('bind/unix-socket-only');
});

it('is no answer to a question about UDP', () => {
  const diagnosis = diagnosed('8000/udp', { ...machine, owners: { pidsByInode: { 77: [50] }, hidden: [] } });
  expect(errors(diagnosis)).not.toContain('bind/unix-socket-only');
});

it('means the program whose usual port it is before one that stands in the folder, and moves no service on a guess', () => {
  const memcached = running(50, ['memcached', '-s', '/run/app.sock']);
  const redis = running(51, ['redis-server unixsocket:/run/redis.sock'], {
    name: 'redis-server',
    directory: '/var/lib/redis',
  });
  const sockets = [unix, { ...unix, path: '/run/redis.sock', inode: 78 }];
  const asked = (port: number, processes = [memcached, redis]) =>
    diagnosed(String(port), {
      sockets: [],
      probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
      processes,
      unixListeners: sockets,
      owners: { pidsByInode: { 77: [50], 78: [51] }, hidden: [] },
    }).causes[0];
  expect(asked(6379)?.summary).toContain('/run/redis.sock');
  expect(asked(11211)?.fixes[1]?.steps).toBeDefined();
  const guessed = asked(6379, [memcached]);
  expect(guessed?.code).toBe('bind/unix-socket-only');
  expect(guessed?.fixes.some(fix => fix.steps)).toBe(false);
});
