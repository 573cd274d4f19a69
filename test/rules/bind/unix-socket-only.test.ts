import { expect, it } from 'vitest';
import { diagnosed, errors, probe, running } from '../../support/healthy.js';

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

it('does not blame somebody else’s socket', () => {
  const diagnosis = diagnosed('8000', { ...machine, owners: { pidsByInode: { 77: [51] }, hidden: [] } });
  expect(errors(diagnosis)).not.toContain('bind/unix-socket-only');
});

it.each([
  [['/usr/bin/redis-server', 'unixsocket:/run/r.sock'], 6379, 'redis-cli -s /run/r.sock'],
  [['postgres', '-D', '/data'], 5432, 'psql -h /run'],
  [['/usr/sbin/mariadbd', '--skip-networking'], 3306, 'mariadb --socket /run/r.sock'],
])('speaks of the client that a database has: %j', (command, port, text) => {
  const name = command[0]!.split('/').at(-1)!;
  const diagnosis = diagnosed(String(port), {
    sockets: [],
    probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
    processes: [running(50, command, { name, executable: `/usr/bin/${name}` })],
    unixListeners: [{ path: '/run/r.sock', inode: 77, type: 'stream' }],
    owners: { pidsByInode: { 77: [50] }, hidden: [] },
  });
  expect(diagnosis.causes[0]).toMatchObject({ code: 'bind/unix-socket-only', fixes: [{ text }, {}] });
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

it('is no answer to a question about UDP', () => {
  const diagnosis = diagnosed('8000/udp', { ...machine, owners: { pidsByInode: { 77: [50] }, hidden: [] } });
  expect(errors(diagnosis)).not.toContain('bind/unix-socket-only');
});
