import { expect, it } from 'vitest';
import { unit } from '../../programs/situation.js';
import { diagnosed, errors, hanging, listener, probe, running } from '../../support/healthy.js';

const unanswered = hanging(8000);

it.each([
  ['hrtimer_nanosleep', 'sleep', '600'],
  ['do_sys_poll', 'ssh-agent', '-D'],
  ['poll_schedule_timeout', 'tmux', 'new', '-d'],
  ['poll_schedule_timeout', '/usr/bin/curl', '-s', 'http://10.0.0.9:9999/'],
])('finds the orphan that inherited the socket, waiting in %s', (waitChannel, ...command) => {
  const processes = [running(42, command, { waitChannel })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).toEqual(['port/held-by-child']);
});

it('finds it where the commands of a shell have it too', () => {
  const processes = [
    running(42, ['sh', '-c', 'tail -f app.log | grep ERROR'], { waitChannel: 'do_wait' }),
    running(43, ['tail', '-f', 'app.log'], { parent: 42, waitChannel: 'do_poll' }),
  ];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  const { causes } = diagnosed('8000', { processes, owners, probes: unanswered });
  expect(causes[0]?.code).toBe('port/held-by-child');
  expect(causes[0]?.evidence[0]?.says).toMatch(
    /^only sh .*\(pid 42, .* and tail \(pid 43, .* hold the socket/,
  );
});

it('takes no server for that which the shell of its start script has started with the socket', () => {
  const processes = [
    running(42, ['bash', 'start.sh'], { waitChannel: 'do_wait' }),
    running(43, ['python3', 'server.py'], { parent: 42, waitChannel: 'hrtimer_nanosleep' }),
  ];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  expect(errors(diagnosed('8000', { processes, owners, probes: unanswered }))).not.toContain(
    'port/held-by-child',
  );
});

it('finds it too where those who wait for it have filled the queue', () => {
  const processes = [running(42, ['sleep', '600'], { waitChannel: 'hrtimer_nanosleep' })];
  const sockets = [listener('0.0.0.0', 8000, { queue: { used: 6, limit: 5 } })];
  const probes = [probe('127.0.0.1', 8000, 'timeout'), probe('10.0.0.1', 8000, 'timeout')];
  expect(errors(diagnosed('8000', { processes, sockets, resampled: sockets, probes }))).toEqual([
    'port/held-by-child',
  ]);
});

it('starts the service again of which it is left', () => {
  const cgroup = '/system.slice/shop.service';
  const processes = [running(42, ['sleep', '600'], { waitChannel: 'hrtimer_nanosleep', cgroup })];
  const steps = (activeState: string) =>
    diagnosed('8000', { processes, probes: unanswered, units: [unit({ activeState })] }).causes[0]?.fixes[0]
      ?.steps;
  const stop = { do: 'stop', pid: 42 };
  expect(steps('failed')).toEqual([stop, { do: 'run', command: 'systemctl restart shop.service' }]);
  expect(steps('active')).toEqual([stop]);
});

it('does not take a server that hangs for one', () => {
  const processes = [running(42, ['python3', 'server.py'], { waitChannel: 'futex_wait_queue' })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).not.toContain('port/held-by-child');
});

it.each([
  [['uwsgi', '--http-socket', ':9000', '--wsgi-file', 'app.py']],
  [['/srv/bin/shop', '--listen', '0.0.0.0:8000']],
])('does not take a compiled server that waits for something else for one: %j', command => {
  const processes = [running(42, command, { waitChannel: 'hrtimer_nanosleep', parent: 1 })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).not.toContain('port/held-by-child');
});

it.each([
  ['is left with what nobody accepts', {}, 1, true],
  ['has accepted', {}, 0, false],
  ['calls listen() itself', { callsListen: true }, 1, false],
  ['has threads, of which another may wait for connections', { threads: 7 }, 1, false],
  ['computes', { state: 'R', waitChannel: null }, 1, false],
  ['is a script by a title of its own', { executable: '/usr/bin/perl' }, 1, false],
  ['leads a group of its own, as what a shell starts', { processGroup: 42 }, 1, false],
])('tells what a dead server has left from a compiled server: one that %s', (_, more, used, found) => {
  const shop = running(42, ['/srv/bin/shop'], {
    waitChannel: 'futex_do_wait',
    parent: 1,
    threads: 1,
    processGroup: 40,
    ...more,
  });
  const resampled = [listener('0.0.0.0', 8000, { queue: { used, limit: 128 } })];
  const diagnosis = diagnosed('8000', { processes: [shop], probes: unanswered, resampled });
  expect(errors(diagnosis).includes('port/held-by-child')).toBe(found);
});

const waiting = [listener('0.0.0.0', 8000, { queue: { used: 2, limit: 5 } })];
/** A part of a server that it forked, which sleeps; the shell that began its session lives. */
const copy = (command: readonly string[], overrides = {}) =>
  running(42, [...command], {
    parent: 1,
    forked: true,
    session: 30,
    processGroup: 40,
    waitChannel: 'hrtimer_nanosleep',
    output: '/srv/nohup.out',
    ...overrides,
  });
const withCopies = (processes: readonly ReturnType<typeof copy>[]) => {
  const holding = processes.filter(({ pid }) => pid > 40).map(({ pid }) => pid);
  const owners = { pidsByInode: { 13000: holding }, hidden: [] };
  return diagnosed('8000', { processes, owners, sockets: waiting, resampled: waiting, probes: unanswered });
};

it.each([
  [['python3', 'server.py']],
  [['python3', 'server.py', '--port', '8000']],
  [['gunicorn', 'shop:app']],
])('finds what %j forked before it ended, and starts that again', command => {
  const { causes } = withCopies([copy(command)]);
  expect(causes[0]?.code).toBe('port/held-by-child');
  expect(causes[0]?.fixes[0]?.steps?.at(-1)).toMatchObject({
    do: 'run',
    command: expect.stringContaining(command.join(' ')),
  });
});

it('does not want to keep what is left, which is a job of a shell', () => {
  const shell = running(30, ['bash'], { terminal: 'pts/0', session: 30, processGroup: 30, parent: 20 });
  const left = copy(['python3', 'server.py'], {
    terminal: 'pts/0',
    foregroundGroup: 30,
    ignored: [],
    job: 'listed',
  });
  const { causes, explainedAway } = withCopies([left, shell]);
  expect(causes.map(({ code }) => code)).toEqual(['port/held-by-child']);
  expect(explainedAway.map(({ code }) => code)).toContain('background/dies-on-logout');
});

it('ends all that was forked', () => {
  const { causes } = withCopies([
    copy(['python3', 'server.py']),
    copy(['python3', 'server.py'], { pid: 43 }),
  ]);
  expect(causes[0]?.fixes[0]?.steps?.filter(step => step.do === 'stop').map(({ pid }) => pid)).toEqual([
    43, 42,
  ]);
});

it.each([
  ['it went to the background by itself', [copy(['python3', 'server.py'], { session: 40 })]],
  ['it was started by a shell, which is gone', [copy(['python3', 'server.py'], { forked: undefined })]],
  [
    'it is the worker of a server that lives',
    [copy(['python3', 'server.py'], { parent: 40 }), running(40, ['python3', 'server.py'])],
  ],
  [
    'it is the worker of the first process of a container',
    [copy(['python3', 'server.py']), running(1, ['python3', 'server.py'])],
  ],
  ['it waits for connections', [copy(['python3', 'server.py'], { waitChannel: 'inet_csk_accept' })]],
])('does not take a forked server for one that is left where %s', (_, processes) => {
  expect(errors(withCopies(processes))).not.toContain('port/held-by-child');
});

it('takes who has a client for the server, though it went to the background by a fork alone', () => {
  const codeWith = (inode: number) =>
    diagnosed('8000', {
      processes: [copy(['python3', 'server.py'])],
      sockets: waiting,
      resampled: [...waiting, listener('10.0.0.1', 8000, { state: 'established', inode })],
      probes: unanswered,
    }).causes[0]?.code;
  expect(codeWith(500)).toBe('process/hung');
  // It waits to be accepted.
  expect(codeWith(0)).toBe('port/held-by-child');
});
