import { expect, it } from 'vitest';
import { partial } from '../../../src/facts/fact.js';
import { unit } from '../../programs/situation.js';
import { namespace } from '../../support/ground.js';
import {
  type Differences,
  diagnosed,
  errors,
  healthy,
  listener,
  now,
  probe,
  running,
} from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const server = (age: number) =>
  running(42, ['python3', 'server.py', '--port', '8000'], { startedAt: now - age });

it('says that a program waits for the lock of a file, however long it has been', () => {
  const processes = [
    running(42, ['flock', '/srv/lock', 'gunicorn', '-b', ':8000', 'app'], {
      waitChannel: 'locks_lock_inode_wait',
    }),
  ];
  const [cause] = diagnosed('8000', { ...nobody, processes }).causes;
  expect(cause?.code).toBe('process/not-listening');
  expect(cause?.summary).toContain('waits for the lock of a file, and does not listen on port 8000');
  expect(cause?.fixes[0]?.text).toContain('lslocks -o PID,PATH,BLOCKER -p 42');
});

it('finds the process that names the port and does not listen', () => {
  const diagnosis = diagnosed('8000', { ...nobody, processes: [server(3_600_000)] });
  expect(errors(diagnosis)).toEqual(['process/not-listening']);
});

it('finds a service that waits for what comes before its server, and none that has it or tries again', () => {
  const units = (more: object) => [unit({ activeState: 'activating', subState: 'start-pre', ...more })];
  const [cause] = diagnosed('8000', { ...nobody, units: units({}) }).causes;
  expect(cause).toMatchObject({
    code: 'process/not-listening',
    summary: expect.stringContaining('(ExecStartPre=) has not ended'),
  });
  for (const more of [{ subState: 'start' }, { activeState: 'inactive', subState: 'dead' }])
    expect(errors(diagnosed('8000', { ...nobody, units: units(more) }))).not.toContain(
      'process/not-listening',
    );
  expect(errors(diagnosed('8000', { ...nobody, units: units({ restarts: 5 }) }))).toEqual([
    'process/crash-loop',
  ]);
});

it('takes no unit that waits for the port’s server for that server', () => {
  const first = (target: string, command: string) =>
    diagnosed(target, {
      ...nobody,
      units: [unit({ activeState: 'activating', subState: 'start-pre', command })],
    }).causes[0]?.code;
  expect(first('8000', '/srv/shop --api localhost:8000')).toBe('port/nothing-listens');
  expect(first('8000', '/srv/shop --port 3000')).toBe('port/nothing-listens');
  expect(first('5432', '/srv/shop 127.0.0.1:5432')).toBe('port/nothing-listens');
  expect(first('8000', 'gunicorn --bind 127.0.0.1:8000 shop:app')).toBe('process/not-listening');
});

it('means a shell that has still to start the server, and the server where it has started that', () => {
  const shell = running(42, ['sh', '-c', 'npm run build && node server.js'], { scriptPort: 8000 });
  const node = running(43, ['node', 'server.js'], { parent: 42, scriptPort: 8000 });
  const said = (...processes: ReturnType<typeof running>[]) =>
    diagnosed('8000', { ...nobody, processes }).causes[0]?.evidence[0]?.says;
  expect(said(shell, running(43, ['npm run build'], { parent: 42 }))).toContain('pid 42');
  expect(said(shell, node)).toContain('pid 43');
  const npm = running(41, ['npm start'], { scriptPort: 8000 });
  const between = running(42, ['sh', '-c', 'node server.js'], { parent: 41 });
  expect(said(npm, between, node)).toContain('pid 43');
});

it('tells of the port that it could not have, and starts it again where nobody has that any more', () => {
  const app = running(42, ['node', 'app.js'], {
    scriptPort: 8000,
    output: '/srv/app.log',
    errors: '/srv/app.log',
  });
  const told = (...lines: readonly string[]) =>
    diagnosed('8000', {
      ...nobody,
      processes: [app],
      logs: [{ path: '/srv/app.log', modifiedAt: now, because: 'process-output', lines, pid: 42 }],
    }).causes[0];
  const cause = told('uncaught: listen EADDRINUSE: address already in use :::8000');
  expect(cause?.code).toBe('process/not-listening');
  expect(cause?.summary).toContain('could not have port 8000 when it started');
  expect(cause?.fixes[0]?.steps?.map(each => each.do)).toEqual(['stop', 'run']);
  expect(told('Address in use, gave up')?.summary).toContain('could not have port 8000');
  expect(told('listen EADDRINUSE: address already in use :::3000')?.summary).not.toContain('could not have');
  expect(told('listen EADDRINUSE: address already in use :::8000', 'connected')?.summary).not.toContain(
    'could not have',
  );
  const before = '2026-11-01 03:00:00 uncaught: listen EADDRINUSE: address already in use :::8000';
  expect(told(before)?.summary).not.toContain('could not have');
});

it('cannot say of a hidden program whether it is the hidden holder of the port that its log has in use', () => {
  const processes = [
    running(42, ['nginx'], { networkNamespace: null, uid: 0, output: '/var/log/nginx.log' }),
  ];
  const lines = ['bind() to 0.0.0.0:80 failed (98: Address already in use)'];
  const of = (...listeners: readonly ReturnType<typeof listener>[]) =>
    diagnosed('nginx', {
      ...nobody,
      processes,
      subject: { port: null, otherPorts: [], pids: [42] },
      listeners,
      owners: { pidsByInode: {}, hidden: listeners.map(({ inode }) => inode) },
      logs: [{ path: '/var/log/nginx.log', modifiedAt: now, because: 'program', lines, pid: 42 }],
    });
  expect(errors(of())).toEqual(['process/not-listening']);
  const { verdict, causes } = of(listener('0.0.0.0', 80, { uid: 0 }));
  expect({ verdict, causes }).toEqual({ verdict: 'inconclusive', causes: [] });
});

it('says that a young one may still be starting', () => {
  expect(diagnosed('8000', { ...nobody, processes: [server(4000)] }).causes[0]?.summary).toContain(
    'started 4 s ago',
  );
});

it('tells of the thread or task of it that an error has ended, and does not advise to wait', () => {
  const app = running(42, ['python3', 'app.py'], {
    scriptPort: 8000,
    errors: '/srv/app.log',
    startedAt: now - 4000,
  });
  const cause = (head: string) =>
    diagnosed('8000', {
      ...nobody,
      processes: [app],
      logs: [
        {
          path: '/srv/app.log',
          modifiedAt: now,
          because: 'process-output',
          lines: [
            head,
            'Traceback (most recent call last):',
            '  File "app.py", line 6',
            "NameError: name 'x' is not defined",
          ],
          pid: 42,
        },
      ],
    }).causes[0];
  expect(cause('Exception in thread Thread-1 (serve):')).toMatchObject({
    code: 'process/not-listening',
    summary: expect.stringContaining("an error has ended one of its threads: NameError: name 'x'"),
    fixes: [{ title: 'Mend what its log says, then start it again' }],
  });
  expect(cause('Task exception was never retrieved')?.summary).toContain('one of its tasks');
});

it('finds one whose command takes the port by custom, unless its environment names another', () => {
  const serving = (environment: Record<string, string>) =>
    diagnosed('8000', {
      ...nobody,
      processes: [running(42, ['node', '/usr/bin/netcheck', 'serve'], { environment })],
    });
  expect(errors(serving({}))).toEqual(['process/not-listening']);
  expect(errors(serving({ PORT: '9000' }))).not.toContain('process/not-listening');
});

it('takes no client for a server', () => {
  const processes = [
    running(42, ['curl', 'http://10.0.0.1:8000/']),
    running(43, ['ssh', '-L', '8000:x:80', 'host']),
  ];
  expect(errors(diagnosed('8000', { ...nobody, processes }))).toEqual(['port/nothing-listens']);
});

it.each([
  ['PM2', ['PM2 v7.0.4: God Daemon (/root/.pm2)']],
  ['supervisord', ['/usr/bin/python3', '/usr/bin/supervisord', '-c', 'supervisord.conf']],
  ['a shell', ['-bash']],
])('takes %s for no server because of the environment that it was started in', (_, command) => {
  const processes = [running(42, command, { environment: { PORT: '8000' } })];
  expect(errors(diagnosed('8000', { ...nobody, processes }))).toEqual(['port/nothing-listens']);
});

it("says nothing of descriptors that an ordinary user cannot see, and leaves another user's container open", () => {
  const theirs = { ...server(3_600_000), uid: 7, user: 'ana', networkNamespace: null };
  const other = (over: object, differences: Differences = {}) =>
    diagnosed('8000', { ...nobody, processes: [{ ...theirs, ...over }], ...differences });
  const cause = other({}, { namespaces: partial([], '/proc', 'some are hidden') }).causes[0];
  expect(cause?.summary).toContain('take root to see');
  expect(cause?.evidence.map(({ says }) => says).join()).not.toContain('none of its descriptors');
  const inside = other({ cgroup: `/system.slice/docker-${'4f'.repeat(32)}.scope` });
  expect(errors(inside)).toEqual(['port/nothing-listens']);
  // Where every process's namespace was seen, it is in this one, and the port is idle.
  expect(other({}).causes[0]?.summary).not.toContain('take root to see');
  const space = {
    inode: -1,
    name: null,
    pids: [42],
    container: null,
    unit: null,
    listeners: [],
    holders: [],
  };
  const apart = other({}, { namespaces: [{ ...space, addresses: [] }] });
  expect(errors(apart)).not.toContain('process/not-listening');
});

it('is ruled out for what listens in a network namespace of its own', () => {
  const holders = [{ inode: 9, pid: 42, name: 'python3', state: 'S' }];
  const namespaces = [namespace({ listeners: [listener('0.0.0.0', 8000, { inode: 9 })], holders })];
  const { ruledOut } = diagnosed('8000', { ...nobody, processes: [server(2_000)], namespaces });
  expect(ruledOut).toContain('process/not-listening');
});

it('is left open for a hidden program whose port by custom this is, where its user has another port', () => {
  const command = ['python3', '/usr/bin/gunicorn', 'app:app'];
  const theirs = running(42, command, { uid: 7, user: 'ana', networkNamespace: null });
  const seen = (uid: number) =>
    errors(
      diagnosed('8000', {
        ...nobody,
        processes: [theirs],
        listeners: [listener('0.0.0.0', 8888, { inode: 9, uid })],
        owners: { pidsByInode: {}, hidden: [9] },
      }),
    );
  expect(seen(7)).toEqual(['port/nothing-listens']);
  expect(seen(8)).toEqual(['process/not-listening']);
});

it('is left open for a name whose program hides its descriptors', () => {
  const theirs = { ...server(3_600_000), uid: 7, user: 'ana', networkNamespace: null };
  const subject = { port: null, otherPorts: [], pids: [42], scheme: null };
  const diagnosis = diagnosed('shop', { ...nobody, processes: [theirs], subject });
  expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['inconclusive', []]);
  const lacks = ({ unchecked }: typeof diagnosis) =>
    unchecked.find(each => each.code === 'process/not-listening')?.lacks;
  expect(lacks(diagnosis)).toContain('without root: its descriptors are hidden');
  // The root of a container may not look at them either.
  const machine = { ...healthy(8000).machine, uid: 0 } as never;
  expect(lacks(diagnosed('shop', { ...nobody, machine, processes: [theirs], subject }))).not.toMatch(/root/);
  const states = Object.fromEntries(diagnosis.path.map(each => [each.layer, each.state]));
  expect(states).toMatchObject({ port: 'unchecked', process: 'not-reached', http: 'not-reached' });
});

it("is left open for the caller's own program whose capabilities hide its descriptors", () => {
  const own = { ...server(3_600_000), networkNamespace: null };
  const subject = { port: null, otherPorts: [], pids: [42], scheme: null };
  const diagnosis = diagnosed('shop', { ...nobody, processes: [own], subject });
  expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['inconclusive', []]);
});

it('says of a watcher with nothing below it that its server is not there', () => {
  const nodemon = running(42, ['node', '/srv/node_modules/.bin/nodemon', 'app.js'], { scriptPort: 8000 });
  const diagnosis = diagnosed('8000', {
    sockets: [],
    probes: [],
    processes: [nodemon],
    owners: { pidsByInode: {}, hidden: [] },
  });
  expect(diagnosis.causes[0]?.code).toBe('process/not-listening');
  expect(diagnosis.causes[0]?.summary).toContain('the server that it should run is not there');
});

it('takes the watcher of this folder with nothing below it for what was meant, and no other', () => {
  const nodemon = (more = {}) => running(42, ['node', '/srv/node_modules/.bin/nodemon', 'app.js'], more);
  const first = (...processes: ReturnType<typeof running>[]) =>
    diagnosed('8000', { ...nobody, processes }).causes[0]?.code;
  expect(first(nodemon())).toBe('process/not-listening');
  expect(first(nodemon({ directory: '/elsewhere' }))).toBe('port/nothing-listens');
  expect(first(nodemon({ children: [43] }), running(43, ['node', 'app.js'], { parent: 42 }))).toBe(
    'port/nothing-listens',
  );
  for (const other of ['npm start', 'entr make docs', 'watchexec -e py pytest'])
    expect(first(running(42, other.split(' ')))).toBe('port/nothing-listens');
  const refusing = { ...nobody, probes: [probe('127.0.0.1', 5432, 'refused')] };
  expect(errors(diagnosed('5432', { ...refusing, processes: [nodemon()] }))).toEqual([
    'port/nothing-listens',
  ]);
});

it('says of one that keeps a service which is not there that its server is not there', () => {
  const [cause] = diagnosed('shop', {
    sockets: [],
    probes: [],
    processes: [running(42, ['runsv', 'shop'], { name: 'runsv' })],
    owners: { pidsByInode: {}, hidden: [] },
    subject: { port: null, otherPorts: [], pids: [42] },
  }).causes;
  expect(cause?.code).toBe('process/not-listening');
  expect(cause?.summary).toContain('the server that it should run is not there');
});

it('names the debugger that it waits for, whose port is not the server on another', () => {
  const diagnosis = diagnosed('3000', {
    ...nobody,
    listeners: [listener('127.0.0.1', 9229, { inode: 7 })],
    owners: { pidsByInode: { 7: [42] }, hidden: [] },
    processes: [running(42, ['node', '--inspect-brk', 'app.js'], { scriptPort: 3000 })],
  });
  expect(errors(diagnosis)).toEqual(['process/not-listening']);
  expect(diagnosis.causes[0]?.summary).toContain('waits for a debugger (--inspect-brk) at 9229');
});

it.each([
  ['reads its terminal', { waitChannel: 'wait_woken' }, 'wait for input on pts/1'],
  ['edits a line on it', { waitChannel: 'do_select' }, 'wait for input on pts/1'],
  ['does something else', { waitChannel: 'hrtimer_nanosleep' }, 'runs and does not listen'],
  ['is in the background', { waitChannel: 'wait_woken', foregroundGroup: 10 }, 'runs and does not listen'],
  ['was stopped as it read there', { state: 'T', stoppedBy: 'TTIN' }, 'wanted to read from pts/1'],
])('tells what keeps one on a terminal that %s', (_, more, words) => {
  const onTerminal = { terminal: 'pts/1', input: '/dev/pts/1', processGroup: 42, foregroundGroup: 42 };
  const processes = [{ ...server(3_600_000), ...onTerminal, ...more }];
  const { causes } = diagnosed('8000', { ...nobody, processes });
  expect(causes[0]?.summary).toContain(words);
  expect(causes[0]?.code).toBe('state' in more ? 'process/stopped' : 'process/not-listening');
});

it('says of a service that is told to end, and has let go of its port, that it is being stopped', () => {
  const units = [unit({ activeState: 'deactivating', subState: 'stop-sigterm', mainPid: 42 })];
  const [cause] = diagnosed('8000', { ...nobody, units, processes: [server(3_600_000)] }).causes;
  expect(cause?.code).toBe('process/not-listening');
  expect(cause?.summary).toContain('is being stopped: shop.service is deactivating (stop-sigterm)');
  expect(cause?.fixes[0]?.steps).toHaveLength(2);
});
