import { expect, it } from 'vitest';
import { entry, unit } from '../../programs/situation.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const old = (state: 'time-wait' | 'close-wait' | 'established') =>
  listener('10.0.0.1', 8000, {
    state,
    inode: 0,
    expiresIn: state === 'time-wait' ? 42.3 : null,
    remote: { address: '10.0.0.2', port: 50000 },
  });

it('finds old connections on a port that nobody serves, and says for how long', () => {
  const diagnosis = diagnosed('8000', { ...nobody, sockets: [old('time-wait')] });
  expect(errors(diagnosis)).toEqual(['port/time-wait']);
  expect(diagnosis.causes[0]?.summary).toContain('43 s');
  expect(diagnosis.summary).toBe(
    'Port 8000 cannot be reached: nothing listens, and old connections still hold the port.',
  );
});

it('knows that CLOSE_WAIT ends by no clock', () => {
  const diagnosis = diagnosed('8000', { ...nobody, sockets: [old('close-wait')] });
  expect(diagnosis.causes[0]?.summary).not.toMatch(/\d+ s,/);
});

it('says nothing of a client that has not hung up where its server has', () => {
  const sockets = [{ ...old('close-wait'), remote: { address: '10.0.0.2', port: 6379 } }];
  expect(diagnosed('8000', { ...nobody, sockets }).causes.map(({ code }) => code)).toEqual([
    'port/taken-by-outgoing',
  ]);
});

it('names who has not closed them', () => {
  const sockets = [{ ...old('close-wait'), inode: 9 }];
  const owners = { pidsByInode: { 9: [42] }, hidden: [] };
  const diagnosis = diagnosed('8000', { ...nobody, sockets, owners, processes: [running(42, ['./shop'])] });
  const cause = diagnosis.causes.find(({ code }) => code === 'port/time-wait');
  expect(cause?.fixes[0]).toMatchObject({
    title: expect.stringContaining('shop (pid 42'),
    text: expect.stringContaining('kill 42'),
    needsRoot: false,
  });
  const theirs = [running(42, ['./shop'], { uid: 7 })];
  const { causes } = diagnosed('8000', { ...nobody, sockets, owners, processes: theirs });
  expect(causes.find(({ code }) => code === 'port/time-wait')?.fixes[0]?.needsRoot).toBe(true);
});

it('counts what a child of the dead server has of its clients, where a start has failed since', () => {
  const sockets = [{ ...old('established'), inode: 9 }];
  const owners = { pidsByInode: { 9: [42] }, hidden: [] };
  const machineNow = { ...nobody, sockets, owners, processes: [running(42, ['sleep', '3600'])] };
  const lines = ['OSError: [Errno 98] Address already in use'];
  const logs = [
    { path: '/srv/nohup.out', modifiedAt: now - 500, because: 'caller-directory' as const, lines, pid: null },
  ];
  const diagnosis = diagnosed('8000', { ...machineNow, logs });
  expect(errors(diagnosis)).toEqual(['port/time-wait']);
  expect(diagnosis.causes[0]?.fixes[0]?.title).toMatch(/^End sleep \(pid 42/);
  expect(errors(diagnosed('8000', machineNow))).toEqual(['port/nothing-listens']);
});

it('is why a unit could not have its port, and not that it ended', () => {
  const log = ['OSError: [Errno 98] Address already in use'];
  const failed = unit({ activeState: 'failed', result: 'exit-code', exitStatus: 1, mainPid: 0, log });
  const found = (sockets: ReturnType<typeof old>[]) =>
    errors(diagnosed('8000', { ...nobody, sockets, units: [failed] }));
  expect(found([old('time-wait')])).toEqual(['port/time-wait']);
  expect(found([])).toEqual(['process/crashed']);
});

it('is no cause where whoever has the port is merely stopped, and has not tried to have it again', () => {
  const pm2 = [entry({ status: 'stopped', pid: 0, ports: [8000] })];
  const diagnosis = diagnosed('8000', { ...nobody, sockets: [old('time-wait')], pm2 });
  expect(errors(diagnosis)).toEqual(['port/nothing-listens']);
  expect(diagnosis.causes[0]?.fixes[0]?.title).toContain('shop');
  const supervised = { name: 'shop', configuration: '/etc/s.conf', logs: [], uid: 0 };
  const subject = { port: 8000, otherPorts: [], pids: [], scheme: null, supervised };
  expect(errors(diagnosed('8000', { ...nobody, sockets: [old('time-wait')], subject }))).toEqual([
    'port/nothing-listens',
  ]);
});

it('is no matter beside a listener', () => {
  expect(errors(diagnosed('8000', { sockets: [old('time-wait'), listener('0.0.0.0', 8000)] }))).toEqual([]);
});

it('is no cause where the server runs on another port than it was told, and never tried to have this one', () => {
  const elsewhere = {
    ...nobody,
    sockets: [old('time-wait')],
    listeners: [listener('0.0.0.0', 3000)],
    owners: { pidsByInode: { 8000: [42] }, hidden: [] },
    processes: [running(42, ['node', 'server.js'], { environment: { PORT: '8000' } })],
  };
  expect(errors(diagnosed('8000', elsewhere))).toEqual(['port/wrong-port']);
  const logs = [
    {
      path: '/srv/app/server.log',
      lines: ['Error: listen EADDRINUSE: address already in use :::8000'],
      modifiedAt: now,
      because: 'caller-directory' as const,
      pid: null,
    },
  ];
  expect(errors(diagnosed('8000', { ...elsewhere, logs }))).toContain('port/time-wait');
});

it.each([
  [
    'its environment',
    running(42, ['node', 'server.js'], { directory: '/srv', environment: { PORT: '8081' } }),
  ],
  [
    'its command',
    running(42, ['python3', '-m', 'uvicorn', 'main:app', '--port', '8081'], { directory: '/srv' }),
  ],
])('is no cause where the server that runs was started on another port by %s', (_, server) => {
  const elsewhere = {
    ...nobody,
    sockets: [old('time-wait')],
    listeners: [listener('0.0.0.0', 8081)],
    owners: { pidsByInode: { 13081: [42] }, hidden: [] },
    processes: [server],
  };
  expect(errors(diagnosed('8000', elsewhere))).toEqual(['port/wrong-port']);
});

it('is no cause where something else is seen to be why nobody serves, and no start has failed', () => {
  const udp = listener('0.0.0.0', 8000, { protocol: 'udp', inode: 9 });
  expect(errors(diagnosed('8000', { ...nobody, sockets: [old('time-wait'), udp] }))).toEqual([
    'port/udp-only',
  ]);
  const late = [running(42, ['python3', 'slow.py', '8000'])];
  expect(errors(diagnosed('8000', { ...nobody, sockets: [old('time-wait')], processes: late }))).toEqual([
    'process/not-listening',
  ]);
});

it('is no cause where the server was told no port, and says so', () => {
  const [path, line] = ['/srv/nohup.out', 'Server listening on port undefined'];
  const diagnosis = diagnosed('8000', {
    ...nobody,
    sockets: [old('time-wait')],
    listeners: [listener('0.0.0.0', 45000)],
    owners: { pidsByInode: { 50000: [42] }, hidden: [] },
    processes: [running(42, ['node', 'server.js'], { output: path, environment: {} })],
    logs: [{ path, because: 'caller-directory', pid: null, modifiedAt: now, lines: [line] }],
  });
  expect(errors(diagnosis)).toEqual(['port/wrong-port']);
});

it('is no cause where a server that runs has not read yet that the port is its own', () => {
  const path = '/etc/nginx/nginx.conf';
  const master = ['nginx: master process /usr/sbin/nginx -c /etc/nginx/nginx.conf'];
  const text = 'events {}\nhttp {\n  server {\n    listen 8000;\n  }\n}\n';
  const diagnosis = diagnosed('8000', {
    ...nobody,
    sockets: [old('time-wait')],
    listeners: [listener('0.0.0.0', 3000)],
    owners: { pidsByInode: { 8000: [42] }, hidden: [] },
    processes: [{ ...running(42, master), name: 'nginx' }],
    configuration: [{ path, text, modifiedAt: now }],
  });
  expect(errors(diagnosis)).toEqual(['bind/config-not-in-effect']);
});

it('says nothing of a server that is set up here and does not run: it has not tried to have the port', () => {
  const idle = { title: 'nginx', ports: [8000], files: [], logs: [], units: [], test: null };
  const subject = { port: 8000, otherPorts: [], pids: [], idle };
  expect(errors(diagnosed('8000', { ...nobody, sockets: [old('time-wait')], subject }))).toEqual([
    'port/nothing-listens',
  ]);
});

it('says nothing of remains that hold nobody off, and that a server was there', () => {
  const diagnosis = diagnosed('8000', { ...nobody, sockets: [{ ...old('time-wait'), yields: true }] });
  expect(errors(diagnosis)).toEqual(['port/nothing-listens']);
  expect(diagnosis.causes[0]?.evidence.map(({ says }) => says)).toContain(
    '1 old connection (TIME-WAIT): a server was here until a moment ago, and the port is free again',
  );
});

it('is sure where a server that sets SO_REUSEADDR is kept off too', () => {
  const diagnosis = diagnosed('8000', { ...nobody, sockets: [{ ...old('time-wait'), yields: false }] });
  expect(errors(diagnosis)).toEqual(['port/time-wait']);
  expect(diagnosis.causes[0]?.summary).toContain('no server can have it before');
  expect(diagnosis.causes[0]?.fixes[0]?.title).toBe('Wait 43 s and start the server again');
});

it('believes the log of a server that was kept off by what yields to others', () => {
  const lines = ['OSError: [Errno 98] Address already in use'];
  const logs = [
    { path: '/srv/nohup.out', modifiedAt: now - 500, because: 'caller-directory' as const, lines, pid: null },
  ];
  const sockets = [{ ...old('time-wait'), yields: true }];
  expect(errors(diagnosed('8000', { ...nobody, sockets, logs }))).toEqual(['port/time-wait']);
});
