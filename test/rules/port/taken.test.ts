import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/facts/probes/types.js';
import { entry, machine, unit as unitCalled } from '../../programs/situation.js';
import { container } from '../../support/ground.js';
import {
  codes,
  type Differences,
  diagnosed,
  errors,
  hanging,
  listener,
  now,
  probe,
  running,
} from '../../support/healthy.js';

const log = (age: number) => ({
  path: '/srv/nohup.out',
  modifiedAt: now - age,
  because: 'process-directory' as const,
  lines: ['OSError: [Errno 98] Address already in use'],
  pid: null,
});

it('warns of a newer start that could not have the port, while the holder answers', () => {
  expect(codes(diagnosed('8000', { logs: [log(60_000)] }))).toEqual(['warning port/taken']);
});

it('only warns of a start that may have been the second one of a holder that is stopped', () => {
  const found = (
    lines: readonly string[],
    more: Differences = {},
    command = ['python3', '-m', 'http.server'],
  ) =>
    errors(
      diagnosed('8000', {
        processes: [running(42, command, { state: 'T' })],
        probes: hanging(8000),
        logs: [{ ...log(500), lines }],
        ...more,
      }),
    );
  expect(found(log(0).lines)).toEqual(['process/stopped']);
  expect(found(['Error: listen EADDRINUSE: address already in use :::8000'])[0]).toBe('port/taken');
  const ofRust = ['Os { code: 98, kind: AddrInUse, message: "Address already in use" }'];
  expect(found(ofRust, {}, ['/srv/shop'])).toEqual(['process/stopped']);
  expect(found(log(0).lines, {}, ['/srv/shop'])[0]).toBe('port/taken');
});

it('leaves a machine its names where the stub of systemd-resolved holds the port', () => {
  const fixOf = (name: string) =>
    diagnosed('53', {
      sockets: [listener('127.0.0.53', 53)],
      probes: [probe('127.0.0.1', 53, 'refused'), probe('10.0.0.1', 53, 'refused')],
      processes: [running(42, [`/usr/lib/systemd/${name}`], { name: name.slice(0, 15) })],
      logs: [log(500)],
    }).causes.find(({ code }) => code === 'port/taken')?.fixes[0]?.text;
  expect(fixOf('systemd-resolved')).toContain('DNSStubListener=no');
  expect(fixOf('dnsmasq')).not.toContain('DNSStubListener');
});

it('takes no notice of what a keeper wrote down of the holder itself, before that had the port', () => {
  const kept = (pid: number) => codes(diagnosed('8000', { logs: [{ ...log(500), because: 'kept', pid }] }));
  expect(kept(42)).toEqual([]);
  expect(kept(50)).toEqual(['warning port/taken']);
});

it('takes no notice of what a unit said before it had the port', () => {
  const output = '/srv/shop.log';
  const cgroup = '/system.slice/shop.service';
  const lines = ['OSError: [Errno 98] Address already in use', '10.0.0.2 - - "GET / HTTP/1.1" 200 -'];
  const found = (restarts: number) =>
    codes(
      diagnosed('8000', {
        processes: [
          running(42, ['python3', 'app.py'], { output, errors: output, cgroup, startedAt: now - 9000 }),
        ],
        units: [unitCalled({ restarts, startedAt: now - 9000, mainPid: 41, log: lines })],
        logs: [{ path: output, modifiedAt: now, because: 'process-output', lines, pid: 42 }],
      }),
    );
  expect(found(0)).toEqual(['warning port/taken']);
  expect(found(2)).not.toContain('warning port/taken');
});

it('warns no more than that of a server on UDP, which says nothing to strangers', () => {
  const at = (address: string) => [listener(address, 8000, { protocol: 'udp' })];
  const asked = (address: string) =>
    codes(diagnosed('8000/udp', { sockets: at(address), logs: [log(60_000)], probes: [] }))[0];
  expect(asked('0.0.0.0')).toBe('warning port/taken');
  expect(asked('127.0.0.53')).toBe('error port/taken');
});

it('takes no notice of what stunnel does without, having both families by its first socket', () => {
  const lines = [
    '2026.11.21 14:59:41 LOG5[ui]: Binding service [web] to :::8000: Address already in use (98)',
  ];
  expect(codes(diagnosed('8000', { logs: [{ ...log(60_000), lines }] }))).toEqual([]);
});

describe('a program that says that it listens, and has no socket', () => {
  const said = (
    more: object,
    lines = ['Listening on http://localhost:8000'],
    pids = [42],
    probes?: Probe[],
  ) => {
    const processes = [
      running(42, ['node', 'other.mjs']),
      running(50, ['node', 'app.js'], { output: '/srv/nohup.out', startedAt: now - 1000, ...more }),
    ];
    const owners = { pidsByInode: { 13000: pids }, hidden: [] };
    return codes(
      diagnosed('8000', {
        processes,
        owners,
        logs: [{ ...log(500), because: 'caller-directory', lines }],
        ...(probes && { probes }),
      }),
    );
  };

  it('could not have it, and did not heed the error', () => {
    expect(said({})).toEqual(['warning port/taken']);
  });

  it.each([
    ['was there before', { startedAt: now - 7_200_000 }],
    ['belongs to those who have it', { parent: 42 }],
    ['writes elsewhere', { output: '/srv/other.log', errors: '/srv/other.log' }],
  ])('is none where it %s', (_, more) => {
    expect(said(more)).toEqual([]);
  });

  it('is none of a program without a source where others may have written that before', () => {
    const lines = ['Listening on http://localhost:8000'];
    expect(said({ command: ['./worker'] }, [...lines, 'took job 7'])).toEqual([]);
    expect(said({ command: ['./shop'] }, lines)).toEqual(['warning port/taken']);
  });

  it('is none where the holder says nothing to anybody', () => {
    expect(said({}, undefined, undefined, hanging(8000))).not.toContain('error port/taken');
  });

  it('is told of where it was asked for by name, and its source serves the port', () => {
    const asked = (text: string) =>
      errors(
        diagnosed('app.js', {
          sockets: [],
          probes: [],
          subject: { port: 0, otherPorts: [], pids: [50] },
          listeners: [listener('0.0.0.0', 8000)],
          processes: [
            running(42, ['node', 'other.mjs']),
            running(50, ['node', 'app.js'], { output: '/srv/nohup.out', startedAt: now - 1000 }),
          ],
          configuration: [{ path: '/srv/app.js', text, modifiedAt: 0 }],
          logs: [{ ...log(500), because: 'process-output', lines: ['Listening on http://localhost:8000'] }],
        }),
      );
    expect(asked('app.listen(8000)')).toEqual(['port/taken']);
    expect(asked('fetch("http://localhost:8000")')).toEqual(['process/not-listening']);
  });

  it('is none where it names another port, or shares this one', () => {
    expect(said({}, ['Listening on http://localhost:8001'])).toEqual([]);
    expect(said({}, undefined, [42, 50])).toEqual([]);
  });
});

describe('an error that keeps nobody out', () => {
  const told = (path: string, lines: readonly string[], status = 200) =>
    codes(
      diagnosed('http://127.0.0.1:8000/', {
        logs: [{ ...log(60_000), path, lines }],
        probes: [
          probe('127.0.0.1', 8000, 'connected', { http: { status, reason: '', headers: {}, body: '' } }),
        ],
      }),
    );
  const error = 'Error: listen EADDRINUSE: address already in use :::8000';
  const request = '127.0.0.1 - - [20/Nov/2026:11:59:59 +0000] "GET /shop HTTP/1.1" 200 12';

  it('is that of a server that has answered since, at another port: a proxy has this one', () => {
    expect(told('/srv/app.log', [error, request])).toEqual([]);
    expect(told('/srv/app.log', [error, 'GET /shop 200 3.141 ms - 12'])).toEqual([]);
    expect(told('/srv/app.log', [request, error])).toEqual(['warning port/taken']);
    expect(told('/srv/app.log', [error, request], 404)).toContain('error port/taken');
  });

  it('is that of another port of the very server that has this one', () => {
    const own = '/srv/nohup.out';
    const traced = ['Traceback (most recent call last):', '  File "app.py"', log(0).lines[0]!];
    expect(told(own, ['WARNING:root:no metrics: [Errno 98] Address already in use'])).toEqual([]);
    expect(told(own, ['Exception in thread Thread-1 (serve):', ...traced, request])).toEqual([]);
    expect(told(own, [...traced, request])).toEqual(['warning port/taken']);
    expect(told(own, [`could not listen: ${error}`])).toEqual(['warning port/taken']);
  });
});

it('lets a second start of nginx in its own log be: the same files would have served the same', () => {
  const nginx = (path: string) =>
    running(42, ['nginx: master process nginx'], {
      executable: '/usr/sbin/nginx',
      output: null,
      errors: path,
    });
  const told = (path: string) => codes(diagnosed('8000', { logs: [log(60_000)], processes: [nginx(path)] }));
  expect(told('/srv/nohup.out')).toEqual([]);
  expect(told('/var/log/nginx/error.log')).toEqual(['warning port/taken']);
});

it('finds the holder when the process that was meant is asked about', () => {
  const meant = running(60, ['node', 'app.js']);
  const subject = { port: 8000, otherPorts: [], pids: [60] };
  const server = running(42, ['python3', '-m', 'http.server', '8000']);
  const diagnosis = diagnosed('8000', { subject, processes: [server, meant] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
});

it.each([
  [200, 'streamlit run app.py', ['error port/taken']],
  [404, 'streamlit run app.py', []],
  [200, 'gunicorn -c conf.py shop:app', []],
])('finds who goes on to the next port by itself, where that answers %d: %s', (status, command, expected) => {
  const http = (code: number) => ({ http: { status: code, reason: '', headers: {}, body: '' } });
  const later = { ...running(43, command.split(' ')), keptFrom: 8000 };
  const diagnosis = diagnosed('http://127.0.0.1:8000/new', {
    processes: [running(42, ['python3', '-m', 'http.server', '8000']), later],
    owners: { pidsByInode: { 13000: [42], 7: [43] }, hidden: [] },
    listeners: [listener('127.0.0.1', 8001, { inode: 7 })],
    probes: [
      probe('127.0.0.1', 8000, 'connected', http(404)),
      { ...probe('127.0.0.1', 8001, 'connected', http(status)), because: 'upstream' as const },
    ],
  });
  expect(codes(diagnosis).filter(each => each.includes('port/'))).toEqual(expected);
});

describe('a server that went to the next port', () => {
  const words = ['Port 8000 is in use, trying another one...', '  Local:   http://localhost:8001/'];
  const hopped = (more: object = {}) => ({
    ...log(60_000),
    path: '/home/ana/shop/nohup.out',
    because: 'caller-directory' as const,
    lines: words,
    ...more,
  });
  const told = (more: object = {}, over: Differences = {}) =>
    diagnosed('8000', { logs: [hopped(more)], listeners: [listener('127.0.0.1', 8001)], ...over }).causes[0]
      ?.summary ?? '';

  it.each([
    ['Vite', words],
    [
      'Next',
      [
        '⚠ Port 8000 is in use by process 9, using available port 8001 instead.',
        '- Local:        http://localhost:8001',
      ],
    ],
    [
      'Jupyter',
      [
        '[I 12:03:08.913 ServerApp] The port 8000 is already in use, trying another port.',
        '[I 12:03:08.913 ServerApp] Jupyter Server 2.21.1 is running at:',
        '[I 12:03:08.913 ServerApp] http://localhost:8001/lab',
      ],
    ],
  ])('is named where another program holds the port it was for: %s', (_, lines) =>
    expect(told({ lines })).toContain('/home/ana/shop/nohup.out found it taken, and went to 8001 instead'),
  );

  it.each([
    ['the log is older than the holder', { modifiedAt: now - 2 * 3_600_000 }, {}],
    ['it is the log of the holder itself', { path: '/srv/nohup.out' }, {}],
    ['the port is named again', { lines: [...words, '  Local:   http://localhost:8000/'] }, {}],
    ['it says of another port', { lines: words.map(each => each.replace('8000', '9000')) }, {}],
    ['it names no other port', { lines: words.slice(0, 1) }, {}],
    ['nobody listens on that any more', {}, { listeners: [listener('0.0.0.0', 9000)] }],
    ['nobody looked', {}, { listeners: [] }],
  ])('is not where %s', (_, more, over) => expect(told(more, over)).not.toContain('went to'));
});

it('does not believe a log that is older than the holder', () => {
  expect(codes(diagnosed('8000', { logs: [log(2 * 3_600_000)] }))).toEqual([]);
});

it('finds the holder that keeps an entry of PM2 from its port', () => {
  const shop = entry({
    pid: 60,
    restarts: 9,
    startedAt: now - 500,
    log: ['Error: listen EADDRINUSE: address already in use :::8000'],
  });
  expect(codes(diagnosed('8000', { pm2: [shop] }))).toContain('warning port/taken');
  const steady = { ...shop, startedAt: now - 3_600_000 };
  expect(codes(diagnosed('8000', { pm2: [steady] }))).not.toContain('warning port/taken');
});

it('says nothing of where the holder is bound that keeps a unit from its port, by the unit’s name', () => {
  const unit = unitCalled({ activeState: 'failed', mainPid: 0, log: ["Connection in use: ('', 8000)"] });
  const bound = (address: string) =>
    diagnosed('shop', {
      subject: { port: 8000, otherPorts: [], pids: [] },
      units: [unit],
      sockets: [listener(address, 8000)],
      probes: ['127.0.0.1', '10.0.0.1'].map(each =>
        probe(each, 8000, each === address ? 'connected' : 'refused'),
      ),
    });
  expect(errors(bound('127.0.0.1'))).toEqual(['port/taken']);
  expect(errors(bound('10.0.0.1'))).toEqual(['port/taken']);
  expect(bound('127.0.0.1').reach.find(({ from }) => from !== 'self')?.outcome).toBe('refused');
  // Asked for by its port, the holder is what is asked about.
  const port = { sockets: [listener('127.0.0.1', 8000)], logs: [log(60_000)] };
  const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')];
  expect(errors(diagnosed('8000', { ...port, probes }))).toEqual(['bind/loopback-only']);
});

it('blames no program at another address where the one that was asked for by name has one of its own', () => {
  const [other, app] = [running(42, ['nginx']), running(60, ['node', 'app.js'])];
  const { causes } = diagnosed('app', {
    subject: { port: 8000, otherPorts: [], pids: [60] },
    sockets: [listener('::1', 8000), listener('127.0.0.1', 8000, { inode: 9 })],
    owners: { pidsByInode: { 13000: [42], 9: [60] }, hidden: [] },
    processes: [other, app],
    probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
  });
  expect(causes.map(({ code }) => code)).not.toContain('port/taken');
  expect(causes[0]).toMatchObject({ code: 'bind/loopback-only', severity: 'error' });
});

it('finds the holder that keeps a container from its port, by the container’s name', () => {
  const shop = container('shop', {
    running: false,
    published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }],
  });
  const subject = { port: 8000, otherPorts: [], pids: [] };
  const diagnosis = diagnosed('shop', { subject, containers: [shop] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
  expect(diagnosis.causes[0]?.summary).toContain('container shop does not run, and could not have it');
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'stop', pid: 42 },
    { do: 'run', command: 'docker start shop' },
  ]);
  const running = { ...shop, running: true };
  expect(errors(diagnosed('shop', { subject, containers: [running] }))).toEqual([]);
  expect(codes(diagnosed('8000', { containers: [shop] }))).toEqual([]);
});

it('finds the holder that keeps a stopped entry of PM2 from its port, by the entry’s name', () => {
  const subject = { port: 8000, otherPorts: [], pids: [] };
  const shop = entry({ status: 'stopped', pid: 0 });
  const diagnosis = diagnosed('shop', { subject, pm2: [shop] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
});

it('finds the holder that keeps an entry of PM2 from its port which runs on without it', () => {
  const processes = [running(42, ['python3', '-m', 'http.server', '8000']), running(60, ['node', 'app.js'])];
  const shop = entry({ status: 'online', pid: 60, restarts: 0 });
  const asked = (pids: readonly number[]) =>
    diagnosed('shop', { processes, subject: { port: 8000, otherPorts: [], pids }, pm2: [shop] });
  const [cause] = asked([60]).causes;
  expect(cause).toMatchObject({ code: 'port/taken', severity: 'error' });
  expect(cause?.fixes[0]?.steps).toMatchObject([
    { do: 'stop', pid: 42 },
    { command: 'PM2_HOME=/home/ana/.pm2 pm2 restart shop' },
  ]);
  // In cluster mode the daemon has its socket.
  expect(errors(asked([]))).toEqual([]);
});

describe('whoever holds the port is stopped by what keeps it alive', () => {
  const subject = { port: 8000, otherPorts: [], pids: [60] };
  const meant = running(60, ['node', 'app.js']);
  const first = (server: ReturnType<typeof running>, more: Differences = {}) =>
    diagnosed('8000', { subject, processes: [server, meant], logs: [log(60_000)], ...more }).causes[0]
      ?.fixes[0];

  it('by its engine', () => {
    const proxy = running(42, ['docker-proxy', '-host-port', '8000', '-container-port', '80'], { uid: 0 });
    const web = container('web', {
      published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }],
    });
    expect(first(proxy, { containers: [web] })).toMatchObject({
      title: 'Stop container web, then start the server that was meant',
      text: expect.stringContaining('docker stop web'),
    });
  });

  it('by PM2', () => {
    expect(first(running(42, ['node', 'web.js']), { pm2: [entry({ name: 'web' })] })?.text).toContain(
      'stop web',
    );
  });

  it('by PM2 in cluster mode, where its daemon has the port', () => {
    const daemon = running(42, ['PM2 v7.0.4: God Daemon (/home/ana/.pm2)']);
    const clustered = (name: string, ports: readonly number[]) =>
      entry({ name, mode: 'cluster', pid: 50, daemon: 42, ports });
    const stop = (...pm2: ReturnType<typeof entry>[]) => first(daemon, { pm2 })?.text;
    expect(stop(clustered('web', []))).toContain('stop web');
    expect(stop(clustered('jobs', [9000]), clustered('web', [8000]))).toContain('stop web');
  });

  it('by systemd', () => {
    const logout = { killUserProcesses: false, spared: [], lingering: [] };
    const served = running(42, ['nginx'], { cgroup: '/system.slice/nginx.service' });
    expect(first(served, { machine: { ...machine, logout } })).toMatchObject({
      title: 'Stop nginx.service, then start the server that was meant',
      text: expect.stringContaining('systemctl stop nginx.service'),
      needsRoot: true,
    });
  });

  it('by systemd itself, which listens for a service', () => {
    const systemd = running(42, ['/lib/systemd/systemd'], { name: 'systemd', uid: 0 });
    const failed = unitCalled({ name: 'other.socket', activeState: 'failed', listens: ['[::]:8000'] });
    const web = { ...failed, name: 'web.socket', activeState: 'active' };
    expect(first(systemd, { units: [failed, web] })?.text).toContain('systemctl stop web.socket, then');
    const served = running(43, ['web'], { cgroup: '/system.slice/web.service' });
    const both = {
      processes: [systemd, served, meant],
      owners: { pidsByInode: { 10001: [42, 43] }, hidden: [] },
    };
    const sockets = [listener('0.0.0.0', 8000, { inode: 10001 })];
    expect(first(systemd, { ...both, sockets, units: [failed, web] })?.text).toContain(
      'systemctl stop web.socket web.service, then',
    );
  });

  it('or itself', () => {
    expect(first(running(42, ['nginx']))?.text).toContain('kill 42');
  });
});

const lives = running(60, ['node', 'app.js'], { output: '/srv/app.log', errors: '/srv/app.log' });
const holder = running(42, ['python3', '-m', 'http.server', '3000']);
const named = (more: Partial<Differences> = {}) =>
  diagnosed('pid:60', {
    subject: { port: null, otherPorts: [], pids: [60] },
    sockets: [],
    probes: [],
    listeners: [listener('0.0.0.0', 3000)],
    owners: { pidsByInode: { 8000: [42] }, hidden: [] },
    processes: [holder, lives],
    logs: [{ ...log(0), path: '/srv/app.log', lines: ['listen EADDRINUSE: address already in use :::3000'] }],
    ...more,
  });

it('finds whoever has the port that a program, asked for by its pid, could not have and lives on without', () => {
  const [cause] = named().causes;
  expect(cause).toMatchObject({ code: 'port/taken', summary: expect.stringContaining('holds port 3000') });
});

it('tells of such a program alone where nobody has its port any more, or its log is older than itself', () => {
  const free = named({ listeners: [] });
  expect(errors(free)).toEqual(['process/not-listening']);
  expect(free.causes[0]?.summary).toContain('could not have port 3000');
  const old = { ...log(2 * 3_600_000), path: '/srv/app.log' };
  expect(named({ logs: [old] }).causes[0]?.summary).not.toContain('could not have');
});

it('looks in its command and its source for the port where its error names none, as in Python', () => {
  const lines = ['Traceback (most recent call last):', 'OSError: [Errno 98] Address already in use'];
  const logs = [{ ...log(0), path: '/srv/app.log', lines }];
  const told = (text: string) =>
    named({ logs, configuration: [{ path: '/srv/app.js', text, modifiedAt: 0 }] }).causes[0];
  expect(told('app.listen(3000)')).toMatchObject({
    code: 'port/taken',
    summary: expect.stringContaining('holds port 3000'),
  });
  expect(told('app.listen(port)')).toMatchObject({
    code: 'process/not-listening',
    summary: expect.stringContaining('could not have its port (address already in use)'),
    fixes: [{ text: expect.stringContaining('netcheck why PORT') }],
  });
});

it('starts nothing again while somebody has its port who cannot be seen', () => {
  const [cause] = named({ owners: { pidsByInode: {}, hidden: [8000] }, processes: [lives] }).causes;
  expect(cause).toMatchObject({
    code: 'process/not-listening',
    fixes: [{ title: 'Start it again when port 3000 is free' }],
  });
});

it.each([
  ['of an earlier run', ['Error: listen EADDRINUSE: :::3000', '    at Server.listen', 'Node.js v20.20.2']],
  ['before others', ['listen EADDRINUSE: address already in use :::3000', 'connecting to the database']],
  ['of a debugger', ['Starting inspector on 127.0.0.1:3000 failed: address already in use']],
])('does not take words %s for why a program has no port', (_, lines) =>
  expect(named({ logs: [{ ...log(0), path: '/srv/app.log', lines }] }).causes[0]?.summary).not.toContain(
    'could not have',
  ),
);

it('takes the stack behind the words for theirs', () => {
  const lines = ['Error: listen EADDRINUSE: address already in use :::3000', '    at Server.listen', '}'];
  expect(named({ logs: [{ ...log(0), path: '/srv/app.log', lines }] }).causes[0]?.code).toBe('port/taken');
});

it.each([
  ['nodemon', '[nodemon] app crashed - waiting for file changes before starting...'],
  ['node --watch', "Failed running 'app.js'"],
])('takes what %s says of a program that has ended for its own word', (_, said) => {
  const lines = [
    'Error: listen EADDRINUSE: address already in use :::3000',
    '    at Server.listen',
    "Emitted 'error' event on Server instance at:",
    '}',
    'Node.js v20.20.2',
    said,
  ];
  expect(named({ logs: [{ ...log(0), path: '/srv/app.log', lines }] }).causes[0]?.code).toBe('port/taken');
});

it('takes what Tomcat does yet without its connector for no other run', () => {
  const lines = [
    'SEVERE: Failed to initialize component [Connector["http-nio-3000"]]',
    'Caused by: java.net.BindException: Address already in use',
    '\tat java.base/sun.nio.ch.Net.bind0(Native Method)',
    'Nov 22, 2026 10:05:45 PM org.apache.catalina.startup.Catalina start',
    'INFO: Server startup in [3787] milliseconds',
  ];
  expect(named({ logs: [{ ...log(0), path: '/srv/app.log', lines }] }).causes[0]?.code).toBe('port/taken');
});

it('takes a line with its pid for its own, whatever others have written below', () => {
  const below = '127.0.0.1 - - [21/Nov/2026 23:59:17] "GET / HTTP/1.1" 200 -';
  const byPid = (pid: number) => {
    const line = `[2026-11-21 23:59:16 +0000] [${pid}] [ERROR] Connection in use: ('0.0.0.0', 3000)`;
    return named({ logs: [{ ...log(0), path: '/srv/app.log', lines: [line, below] }] }).causes[0]?.code;
  };
  expect([byPid(60), byPid(61)]).toEqual(['port/taken', 'process/not-listening']);
});

describe('a program that was asked for by name and does not run', () => {
  const lines = ['[INFO] Starting gunicorn 20.1.0', "[ERROR] Connection in use: ('0.0.0.0', 3000)"];
  const gone = (more: Partial<Differences> = {}, word = 'gunicorn', text = lines) =>
    diagnosed(word, {
      subject: { port: null, otherPorts: [], pids: [] },
      sockets: [],
      probes: [],
      listeners: [listener('0.0.0.0', 3000)],
      owners: { pidsByInode: { 8000: [42] }, hidden: [] },
      processes: [holder],
      logs: [{ ...log(60_000), path: '/home/ana/start.log', because: 'caller-directory', lines: text }],
      ...more,
    }).causes[0];

  it('is kept out by whoever has the port that a log beside the caller says it wanted', () =>
    expect(gone()).toMatchObject({
      code: 'port/taken',
      summary: expect.stringMatching(/holds port 3000; gunicorn could not have it/),
    }));

  it('is told by its own words alone in a log of several', () => {
    const of = (voice: string) => lines.map(line => `${voice} | ${line}`);
    const beside = ['nginx | start worker process 7', ...of('web')];
    expect(gone({}, 'gunicorn', beside)?.code).toBe('port/taken');
    expect(gone({}, 'nginx', beside)?.code).not.toBe('port/taken');
  });

  it('is kept out of another port than its usual files name', () => {
    const installed = { title: 'gunicorn', ports: [80], files: ['/etc/g'], logs: [], units: [], test: null };
    const subject = { port: 80, otherPorts: [], pids: [], installed };
    const probes = [probe('127.0.0.1', 80, 'refused'), probe('10.0.0.1', 80, 'refused')];
    expect(gone({ subject, probes })?.summary).toContain('holds port 3000; gunicorn could not have it');
  });

  it('is kept out by the word of its keeper’s log, though who keeps it is there', () => {
    const keeper = (name: string) => ({
      subject: { port: null, otherPorts: [], pids: [50] },
      processes: [holder, { ...running(50, [name, 'shop']), name }],
      logs: [{ ...log(500), path: '/var/log/shop/current', because: 'kept' as const, lines }],
    });
    expect(gone(keeper('s6-supervise'), 'shop')?.summary).toMatch(/holds port 3000; shop could not have it/);
    expect(gone(keeper('shop'), 'shop')?.code).not.toBe('port/taken');
  });

  it.each([
    ['the log tells of another', gone({}, 'uvicorn')],
    ['nobody has that port', gone({ listeners: [] })],
    ['whoever has it came later', gone({ processes: [{ ...holder, startedAt: now - 1000 }] })],
    ['the log is still written', gone({ processes: [holder, { ...lives, output: '/home/ana/start.log' }] })],
  ])('is not where %s', (_, cause) => expect(cause?.code).not.toBe('port/taken'));
});

describe('a holder that cannot be seen', () => {
  const unseen: Differences = { owners: { pidsByInode: {}, hidden: [1] }, processes: [] };
  const said = (status: number) => ({
    http: { status, reason: '', headers: {}, body: '' },
  });

  it('has the port that a log says was taken: an error where it does not give what was asked for', () => {
    const asked = (status: number) =>
      diagnosed('http://127.0.0.1:8000/', {
        ...unseen,
        logs: [log(60_000)],
        probes: [probe('127.0.0.1', 8000, 'connected', said(status))],
      });
    expect(codes(asked(403))[0]).toBe('error port/taken');
    expect(codes(asked(200))).toEqual(['warning port/taken']);
  });

  it('has no port that an ordinary user’s server could not be told to be taken', () => {
    const asked = (port: number, line: string) =>
      codes(
        diagnosed(`http://127.0.0.1:${port}/`, {
          ...unseen,
          logs: [{ ...log(60_000), lines: [line] }],
          probes: [probe('127.0.0.1', port, 'connected', said(404))],
        }),
      )[0];
    expect(asked(80, 'OSError: [Errno 98] Address already in use')).toBe('error http/not-found');
    expect(asked(8000, 'OSError: [Errno 98] Address already in use')).toBe('error port/taken');
    expect(asked(80, "Connection in use: ('0.0.0.0', 80)")).toBe('error port/taken');
  });

  it('is no matter where nothing says so', () => {
    expect(codes(diagnosed('8000', unseen))).not.toContain('warning port/taken');
  });

  it('keeps the unit from its port that was asked for by name', () => {
    const unit = unitCalled({ activeState: 'failed', mainPid: 0, log: ["Connection in use: ('', 8000)"] });
    const subject = { port: 8000, otherPorts: [], pids: [] };
    expect(errors(diagnosed('shop', { ...unseen, subject, units: [unit] }))[0]).toBe('port/taken');
  });
});

it('keeps a program of supervisord from its port that was asked for by name', () => {
  const supervised = { name: 'shop', configuration: '/etc/s.conf', logs: ['/srv/nohup.out'], uid: 0 };
  const subject = { port: 8000, otherPorts: [], pids: [], supervised };
  const diagnosis = diagnosed('shop', { subject, logs: [{ ...log(60_000), because: 'program' }] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
  expect(diagnosis.causes[0]?.summary).toContain("supervisord's shop could not have it");
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'stop', pid: 42 },
    { do: 'run', command: 'supervisorctl -c /etc/s.conf start shop' },
  ]);
});

it.each([
  [
    'by the program that a failed unit runs',
    'gunicorn',
    { command: '/srv/venv/bin/gunicorn -b :8000 app', log: ['[ERROR] Connection in use'] },
  ],
  [
    'by the name of a socket, whose journal nobody may read',
    'new.socket',
    { name: 'new.socket', command: '', result: 'resources' },
  ],
])('is the cause, though the holder answers, where it was asked for %s', (_, word, more) => {
  const subject = { port: 8000, otherPorts: [], pids: [], scheme: null };
  const failed = unitCalled({ activeState: 'failed', mainPid: 0, ...more });
  expect(errors(diagnosed(word, { subject, units: [failed] }))).toEqual(['port/taken']);
  expect(codes(diagnosed('8000', { units: [failed] }))).toEqual(['warning port/taken']);
});

it('has systemd forget how often it has started who did not get the port, before it is started once more', () => {
  const log = ['[ERROR] Connection in use'];
  const failed = unitCalled({ command: '/srv/venv/bin/gunicorn -b :8000 app', mainPid: 0, log, restarts: 5 });
  const subject = { port: 8000, otherPorts: [], pids: [], scheme: null };
  for (const activeState of ['failed', 'activating']) {
    const [cause] = diagnosed('gunicorn', { subject, units: [{ ...failed, activeState }] }).causes;
    expect(cause?.fixes[0]?.steps?.at(-1)).toEqual({
      do: 'run',
      command: `systemctl reset-failed ${failed.name} && systemctl restart ${failed.name}`,
    });
  }
});

it('is not why a socket could not listen whose log names another reason', () => {
  const log = [
    'new.socket: Failed to create listening socket (10.9.9.9:8000): Cannot assign requested address',
  ];
  const failed = unitCalled({ activeState: 'failed', mainPid: 0, name: 'new.socket', command: '', log });
  expect(codes(diagnosed('8000', { units: [{ ...failed, result: 'resources' }] }))).toEqual([]);
});

it.each([
  ['wanted every address', 'Error: listen EADDRINUSE: address already in use :::8000', 'error port/taken'],
  ['may be the same', 'Error: listen EADDRINUSE: … 0.0.0.0:8000', 'error bind/loopback-only', 'node app.js'],
  ['wanted them in Go', 'listen tcp :8000: bind: address already in use', 'error port/taken'],
  [
    'wanted loopback too',
    'listen EADDRINUSE: address already in use 127.0.0.1:8000',
    'error bind/loopback-only',
  ],
  ['wanted, it is not said where', 'Port 8000 is in use by another program.', 'error bind/loopback-only'],
  ['may be of another port', 'OSError: [Errno 98] Address already in use', 'error bind/loopback-only'],
])(
  'weighs with a holder on loopback the log of a server that %s',
  (_, line, code, program = 'redis-server 127.0.0.1:8000') => {
    const machine = {
      sockets: [listener('127.0.0.1', 8000)],
      processes: [running(42, program.split(' '))],
      probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
      logs: [
        { ...log(60_000), path: '/home/ana/nohup.out', because: 'caller-directory' as const, lines: [line] },
      ],
    };
    expect(codes(diagnosed('8000', machine))[0]).toBe(code);
  },
);
