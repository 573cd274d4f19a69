import { expect, it } from 'vitest';
import { unknown } from '../../../src/facts/fact.js';
import type { Process } from '../../../src/facts/processes/types.js';
import { entry, unit } from '../../programs/situation.js';
import * as docker from '../../support/docker.js';
import { container } from '../../support/ground.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const gone = { sockets: [], owners: { pidsByInode: {}, hidden: [] }, processes: [], probes };
const published = [{ protocol: 'tcp' as const, hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }];
const log = ['Traceback (most recent call last):', "FileNotFoundError: 'shop.json'"];
const looping = unit({
  activeState: 'activating',
  subState: 'auto-restart',
  restarts: 4,
  exitStatus: 1,
  log,
});

it('finds a unit between two restarts, with the last word of its log', () => {
  const diagnosis = diagnosed('8000', { ...gone, units: [looping] });
  expect(errors(diagnosis)).toEqual(['process/crash-loop']);
  expect(diagnosis.causes[0]?.summary).toContain('FileNotFoundError');
});

it('says that systemd itself ends the runs of a unit, where it does', () => {
  const units = [{ ...looping, exitStatus: 0, log: [], result: 'watchdog' }];
  expect(diagnosed('8000', { ...gone, units }).causes[0]?.summary).toContain(
    'restarted shop.service 4 times; it did not say WATCHDOG=1 in time',
  );
});

it('finds a program whose ends follow one another in the log of supervisord', () => {
  const died = (time: string) => `2026-11-21 ${time},695 WARN exited: shop (exit status 1; not expected)`;
  const logs = (age: number, ...times: string[]) => [
    {
      path: '/var/log/supervisor/supervisord.log',
      modifiedAt: now - age,
      because: 'program' as const,
      lines: times.map(died),
      pid: null,
    },
  ];
  const times = ['14:57:16', '14:57:18', '14:57:20'];
  const diagnosis = diagnosed('8000', { ...gone, logs: logs(2000, ...times) });
  expect(errors(diagnosis)).toEqual(['process/crash-loop']);
  expect(diagnosis.causes[0]?.summary).toContain('supervisord starts shop again and again');
  expect(errors(diagnosed('8000', { ...gone, logs: logs(2000, ...times.slice(1)) }))).toEqual([
    'process/crash-loop',
  ]);
  // Given up, it is started no more.
  const [log] = logs(2000, ...times);
  const last =
    '2026-11-21 14:57:20,696 INFO gave up: shop entered FATAL state, too many start retries too quickly';
  expect(
    errors(diagnosed('8000', { ...gone, logs: [{ ...log!, lines: [...log!.lines, last] }] })),
  ).not.toContain('process/crash-loop');
  // What stays up since, longer than between its two ends, serves another port.
  const back = (age: number) => {
    const [log] = logs(age, ...times.slice(1));
    const up =
      '2026-11-21 14:57:23,100 INFO success: shop entered RUNNING state, process has stayed up for > than 1 seconds';
    return [{ ...log!, lines: [...log!.lines, up] }];
  };
  expect(errors(diagnosed('8000', { ...gone, logs: back(1000) }))).toEqual(['process/crash-loop']);
  expect(errors(diagnosed('8000', { ...gone, logs: back(9000) }))).not.toContain('process/crash-loop');
  const own = {
    ...logs(2000)[0]!,
    path: '/srv/shop.log',
    lines: ["ModuleNotFoundError: No module named 'x'"],
  };
  const [told] = diagnosed('8000', { ...gone, logs: [...logs(2000, ...times), own] }).causes;
  expect(told?.summary).toContain("No module named 'x'");
  expect(told?.fixes[0]?.text).toContain('tail -n 50 /srv/shop.log');
  const [main] = logs(2000, ...times);
  const supervisor = { configuration: '/srv/s.conf', groups: { shop: 'web' } };
  const [alone] = diagnosed('8000', { ...gone, logs: [{ ...main!, supervisor }] }).causes;
  expect(alone?.fixes[0]?.text).toBe(
    '  supervisorctl -c /srv/s.conf tail web:shop stderr\nMend what it says, then:\n  supervisorctl -c /srv/s.conf restart web:shop',
  );
  const served = diagnosed('8000', { logs: logs(2000, ...times.slice(1)) });
  expect(served.causes.map(({ code }) => code)).not.toContain('process/crash-loop');
  // Who answers is no program of supervisord's: it is a proxy, perhaps, before the one that dies.
  const often = diagnosed('8000', { logs: logs(2000, ...times) });
  expect(often.causes.map(({ code }) => code)).not.toContain('process/crash-loop');
  for (const calm of [
    logs(2000, ...times.slice(2)),
    logs(120_000, ...times),
    logs(2000, '09:00:00', ...times.slice(2)),
  ])
    expect(errors(diagnosed('8000', { ...gone, logs: calm }))).not.toContain('process/crash-loop');
});

it.each([
  ['into its own output', 'while :; do python3 shop.py 8000; sleep 1; done', '/srv/nohup.out', true],
  ['into a file of its own', 'until python3 shop.py 8000 2>>shop.log; do :; done', '/srv/shop.log', true],
  ['where nothing repeats it', 'python3 shop.py 8000; sleep 99', '/srv/nohup.out', false],
])('finds the loop of a shell that pauses between two ends, written %s', (_, text, path, found) => {
  const shell = running(42, ['bash', '-c', text], { output: '/srv/nohup.out', scriptPort: 8000 });
  const lines = [
    "ModuleNotFoundError: No module named 'shop'",
    '',
    "ModuleNotFoundError: No module named 'shop'",
  ];
  const logs = [{ path, modifiedAt: now - 800, because: 'process-output' as const, lines, pid: 42 }];
  const diagnosis = diagnosed('8000', { ...gone, processes: [shell], logs });
  expect(errors(diagnosis).includes('process/crash-loop')).toBe(found);
});

it('takes the ends of workers that nobody starts again for no loop', () => {
  const more = { parent: 10, output: '/srv/nohup.out' };
  const master = running(42, ['uvicorn', 'main:app', '--port', '8000'], more);
  const dead = running(43, ['uvicorn'], { parent: 42, state: 'Z' });
  const lines = ["ModuleNotFoundError: No module named 'x'", '', "ModuleNotFoundError: No module named 'x'"];
  const because = 'process-output' as const;
  const logs = [{ path: '/srv/nohup.out', modifiedAt: now - 800, because, lines, pid: 42 }];
  const young = { ...master, startedAt: now - 2000 };
  const of = (processes: readonly Process[]) => errors(diagnosed('8000', { ...gone, processes, logs }));
  expect(of([young])).toEqual(['process/crash-loop']);
  expect(of([young, dead])).not.toContain('process/crash-loop');
  // What a shell repeats is told by its text.
  const command = ['bash', '-c', 'while :; do uvicorn main:app --port 8000 & wait; done'];
  expect(of([{ ...young, command, scriptPort: 8000 }, dead])).toEqual(['process/crash-loop']);
});

it('takes the ends of workers that are spoken of afterwards for no loop, where none was started since', () => {
  const lines = ['Error: no config.json', 'worker 43 died', 'Error: no config.json', 'worker 44 died'];
  const because = 'process-output' as const;
  const logs = [{ path: '/srv/nohup.out', modifiedAt: now - 800, because, lines, pid: 42 }];
  const more = { parent: 10, output: '/srv/nohup.out', startedAt: now - 2000, scriptPort: 8000 };
  const primary = running(42, ['node', 'server.js'], more);
  const of = (children: readonly number[], more: readonly string[] = []) =>
    diagnosed('8000', {
      ...gone,
      processes: [{ ...primary, children }],
      logs: logs.map(log => ({ ...log, lines: [...lines, ...more] })),
    });
  expect(errors(of([]))).toEqual(['process/not-listening']);
  expect(of([]).causes[0]?.summary).toContain('their last word: Error: no config.json');
  expect(of([], ['Primary 42 is starting']).causes[0]?.summary).not.toContain('their last word');
  expect(errors(of([45]))).toEqual(['process/crash-loop']);
  // Between two of them there is none either.
  const text = 'cluster.on("exit", () => setTimeout(() => cluster.fork(), 300));\n';
  const configuration = [{ path: '/srv/server.js', text, modifiedAt: 0 }];
  const again = { ...gone, processes: [{ ...primary, directory: '/srv' }], logs, configuration };
  expect(errors(diagnosed('8000', again))).toEqual(['process/crash-loop']);
});

it('takes an error that one life under PM2 logs twice for no loop', () => {
  const lines = ['Error: listen EADDRINUSE', '', 'Error: listen EADDRINUSE', "  code: 'EADDRINUSE'"];
  const output = '/root/.pm2/logs/shop-error.log';
  const logs = [{ path: output, modifiedAt: now - 800, because: 'process-output' as const, lines, pid: 50 }];
  const daemon = running(42, ['PM2 v6.0.5: God Daemon (/root/.pm2)'], { name: 'PM2 v6.0.5: God' });
  const node = running(50, ['node', '/srv/app.js'], { parent: 42, output, scriptPort: 8000 });
  const processes = [daemon, { ...node, startedAt: now - 2000 }];
  const of = (restarts: number) => {
    const pm2 = [entry({ pid: 50, restarts, startedAt: now - 2000, ports: [8000], daemon: 42 })];
    return errors(diagnosed('8000', { ...gone, processes, logs, pm2 }));
  };
  expect(of(0)).not.toContain('process/crash-loop');
  expect(of(5)).toEqual(['process/crash-loop']);
});

it('finds one that has just been started again', () => {
  const units = [unit({ restarts: 4, startedAt: now - 900 })];
  expect(errors(diagnosed('8000', { ...gone, units }))).toEqual(['process/crash-loop']);
});

it('is ruled out for a unit that was restarted long ago, or once', () => {
  const codes = (more: object) => errors(diagnosed('8000', { ...gone, units: [unit(more)] }));
  expect(codes({ restarts: 9, startedAt: now - 3_600_000 })).not.toContain('process/crash-loop');
  expect(codes({ restarts: 1, startedAt: now - 900 })).not.toContain('process/crash-loop');
});

it('finds an entry of PM2 for this port, and none for another', () => {
  const pm2 = [entry({ status: 'online', restarts: 12, startedAt: now - 400, log })];
  expect(errors(diagnosed('8000', { ...gone, pm2 }))).toEqual(['process/crash-loop']);
  const other = [entry({ status: 'online', restarts: 12, startedAt: now - 400, ports: [3000] })];
  expect(errors(diagnosed('8000', { ...gone, pm2: other }))).not.toContain('process/crash-loop');
});

it('says nothing of restarts by hand where the port is served', () => {
  const codes = (more: object, facts = {}) => {
    const pm2 = [entry({ status: 'online', restarts: 12, startedAt: now - 400, ...more })];
    return diagnosed('8000', { ...facts, pm2 }).causes.map(({ code }) => code);
  };
  expect(codes({})).toContain('process/crash-loop');
  expect(codes({ firstLife: true })).not.toContain('process/crash-loop');
  expect(codes({ firstLife: true }, gone)).toContain('process/crash-loop');
});

it('only warns where the port is served at the moment', () => {
  const units = [unit({ restarts: 4, startedAt: now - 900 })];
  const [cause] = diagnosed('8000', { units }).causes;
  expect(cause).toMatchObject({ code: 'process/crash-loop', severity: 'warning' });
  expect(cause?.summary).toContain('it answers just now');
});

it('is an error where the young one has its port for a moment, and hangs up or refuses as it dies', () => {
  const units = [unit({ restarts: 4, startedAt: now - 900 })];
  const mute = { outcome: 'closed', http: null, protocol: null, firstBytes: '' } as const;
  const hangsUp = ['127.0.0.1', '10.0.0.1'].map(host => probe(host, 8000, 'connected', mute));
  const diagnosis = diagnosed('8000', { units, probes: hangsUp });
  expect(errors(diagnosis)).toEqual(['process/crash-loop']);
  expect(diagnosis.causes[0]?.summary).toContain('it takes connections, and dies before it answers');
  expect(errors(diagnosed('8000', { units, probes }))).toEqual(['process/crash-loop']);
  // One that keeps its clients waiting lives, whatever is refused at an address that is not its own.
  const silent = { ...mute, outcome: 'silent' } as const;
  const there = [probe('127.0.0.1', 8000, 'connected', silent), probe('10.0.0.1', 8000, 'refused')];
  const sockets = [listener('127.0.0.1', 8000)];
  const { causes } = diagnosed('8000', { units, probes: there, sockets, resampled: sockets });
  expect(causes.find(({ code }) => code === 'process/crash-loop')?.severity).toBe('warning');
});

it('takes the errors of requests for no ends of runs, of who hangs up on one after the other', () => {
  const mute = { outcome: 'closed', http: null, protocol: null, firstBytes: '' } as const;
  const once = probe('127.0.0.1', 8000, 'connected', mute);
  const twice = { ...once, conversations: [...once.conversations, ...once.conversations] };
  const end = 'FileNotFoundError: [Errno 2] No such file or directory';
  const log = { path: '/srv/a.log', modifiedAt: now - 100, because: 'process-output', pid: 42 } as const;
  const how = { parent: 10, startedAt: now - 3000, output: '/srv/a.log' };
  const of = (met: typeof once, units = [] as ReturnType<typeof unit>[]) =>
    errors(
      diagnosed('127.0.0.1:8000', {
        probes: [met],
        processes: [running(42, ['python3', 'server.py', '--port', '8000'], how)],
        logs: [{ ...log, lines: [end, '', end] }],
        units,
      }),
    );
  expect(of(once)).toContain('process/crash-loop');
  expect(of(twice)).not.toContain('process/crash-loop');
  // systemd may hold the socket of what it starts for each of them.
  expect(of(twice, [unit({ restarts: 4, startedAt: now - 900 })])).toContain('process/crash-loop');
});

it('is unchecked where systemd did not answer', () => {
  const diagnosis = diagnosed('8000', {
    ...gone,
    units: unknown('timed-out', 'systemctl did not answer in time'),
  });
  expect(diagnosis.unchecked.map(each => each.code)).toContain('process/crash-loop');
});

it('finds a container that its engine starts again and again', () => {
  const shop = container('shop', { published, restarting: true, restarts: 5, exitCode: 3 });
  expect(errors(diagnosed('8000', { ...gone, containers: [shop] }))).toEqual(['process/crash-loop']);
  const told = { ...shop, log: ['starting', 'config missing: DATABASE_URL'] };
  expect(diagnosed('8000', { ...gone, containers: [told] }).causes[0]?.summary).toContain('DATABASE_URL');
  const living = container('shop', { published, restarts: 5, startedAt: now - 300 });
  expect(errors(diagnosed('8000', { ...gone, containers: [living] }))).toEqual(['process/crash-loop']);
  const calm = container('shop', { published, restarts: 5, startedAt: now - 3_600_000 });
  expect(errors(diagnosed('8000', { ...gone, containers: [calm] }))).not.toContain('process/crash-loop');
});

it("finds what a loop of somebody's own starts again, by the same end several times in its log", () => {
  const run = ['Traceback (most recent call last):', "KeyError: 'SHOP_PORT'"];
  const seen = (age: number, lines: readonly string[], parent = 10, ...above: readonly Process[]) =>
    errors(
      diagnosed('8000', {
        ...gone,
        processes: [
          running(42, ['python3', 'shop.py', '8000'], {
            parent,
            startedAt: now - age,
            output: '/srv/shop.log',
          }),
          ...above,
        ],
        logs: [{ path: '/srv/shop.log', modifiedAt: now - 900, because: 'process-output', lines, pid: 42 }],
      }),
    );
  expect(seen(800, [...run, ...run, ...run])).toEqual(['process/crash-loop']);
  expect(seen(800, run)).toEqual(['process/not-listening']);
  expect(seen(60_000, [...run, ...run])).toEqual(['process/not-listening']);
  expect(seen(800, [...run, ...run, ...run], 1)).not.toContain('process/crash-loop');
  const under = (command: readonly string[], more: Partial<Process> = {}) =>
    seen(800, [...run, ...run], 10, running(10, command, more)).includes('process/crash-loop');
  expect(under(['runsv', 'shop'])).toBe(true);
  expect(under(['sh', '-c', 'while :; do python3 shop.py; done'])).toBe(true);
  expect(under(['bash'])).toBe(true);
  expect(under(['sh', '-c', 'cd /srv && python3 shop.py 8000 && echo'])).toBe(false);
  expect(under(['sh', '-c', 'until nc -z db 5432; do sleep 1; done; python3 shop.py 8000'])).toBe(false);
  expect(under(['npm start'], { name: 'npm start' })).toBe(false);
  expect(under(['/lib/systemd/systemd', '--user'], { name: 'systemd', parent: 1 })).toBe(false);
  const times = (line: string) => seen(800, [line, line, line]);
  for (const tries of ['retrying in 2 s', 'will try again', 'please try again in 5 s'])
    expect(times(`MongoNetworkError: connect ECONNREFUSED 10.0.0.9:27017, ${tries}`)).not.toContain(
      'process/crash-loop',
    );
  expect(times('Error: getaddrinfo EAI_AGAIN db')).toEqual(['process/waits-for-dependency']);
  expect(
    seen(
      800,
      [...Array(2)].flatMap(() => ['Error: getaddrinfo EAI_AGAIN db', 'Node.js v20.1.0']),
    )[0],
  ).toBe('process/crash-loop');
  for (const ended of ['set DATABASE_URL and try again', 'no database after retrying 5 times'])
    expect(times(`RuntimeError: ${ended}`)).toEqual(['process/crash-loop']);
});

it('explains that nobody listens inside the container that is started again and again', () => {
  const shop = (restarts: number) =>
    container('shop', {
      published: [{ ...published[0]!, hostPort: 8080 }],
      restarts,
      startedAt: now - 300,
    });
  const seen = (restarts: number) =>
    errors(
      diagnosed('10.77.0.1:8080', {
        ...docker.published,
        probes: [probe('10.77.0.1', 8080, 'reset')],
        namespaces: docker.inside(),
        containers: [shop(restarts)],
      }),
    );
  expect(seen(0)).toEqual(['namespace/forward-mismatch']);
  expect(seen(5)).toEqual(['process/crash-loop']);
});

it("types a user's own unit and names with blanks as a shell takes them", () => {
  const typed = (differences: object) =>
    diagnosed('8000', { ...gone, ...differences })
      .causes[0]?.fixes.map(({ text }) => text)
      .join();
  expect(typed({ units: [{ ...looping, scope: 'user' }] })).toContain(
    'systemctl --user reset-failed shop.service && systemctl --user restart shop.service',
  );
  expect(typed({ units: [{ ...looping, scope: 'system' }] })).toContain(
    '  sudo systemctl reset-failed shop.service && sudo systemctl restart shop.service',
  );
  const shop = entry({ name: 'my shop', status: 'waiting restart', restarts: 5 });
  expect(typed({ units: [], pm2: [shop] })).toContain("pm2 restart 'my shop'");
  expect(typed({ units: [], pm2: [{ ...shop, watched: true }] })).toContain('ignore_watch');
});

it('finds a program between two runs by the log of what runit keeps running', () => {
  const lines = Array.from({ length: 3 }, () => [
    'Traceback (most recent call last):',
    "KeyError: 'x'",
  ]).flat();
  const log = { path: '/srv/shop.log', modifiedAt: now - 900, because: 'kept', lines, pid: null } as const;
  const told = (more: object) => errors(diagnosed('8000', { ...gone, logs: [{ ...log, ...more }] }));
  expect(told({})).toEqual(['process/crash-loop']);
  expect(told({ modifiedAt: now - 60_000 })).toEqual(['process/crashed']);
  expect(told({ because: 'caller-directory' })).toEqual(['process/crashed']);
  // Its keeper may have given it up.
  expect(told({ because: 'program' })).toEqual(['process/crashed']);
  const panic = [
    "thread 'main' panicked at src/main.rs:5:10:",
    'called `Option::unwrap()` on a `None` value',
  ];
  expect(told({ lines: [...panic, ...panic, ...panic] })).toEqual(['process/crash-loop']);
  // The keeper's stamp stands before each line, the first of which ends with a colon.
  const lua = [0, 1, 2].flatMap(at => [
    `2026-11-23_13:02:4${at}.99129 lua5.4: server.lua:1: module 'socket' not found:`,
    `2026-11-23_13:02:4${at}.99133 \tno field package.preload['socket']`,
  ]);
  expect(told({ lines: lua })).toEqual(['process/crash-loop']);
  // Asked for by its name, who keeps it is there.
  const keeper = running(42, ['s6-supervise', 'shop'], { name: 's6-supervise' });
  const named = { subject: { port: null, otherPorts: [], pids: [42] }, processes: [keeper], logs: [log] };
  expect(errors(diagnosed('shop', { ...gone, ...named }))).toEqual(['process/crash-loop']);
  // Each run has its own time and pid in the same words.
  const stamped = ['03b7f73077', '03b7f83033', '03b7f9339d'].map(
    at => `@40000000${at.padEnd(16, 'a')} panic: no shop`,
  );
  expect(told({ lines: stamped })).toEqual(['process/crash-loop']);
  const mosquitto = [3, 5, 8].map(at => `179538415${at}: Error: Unable to open pwfile "/etc/pw".`);
  expect(told({ lines: mosquitto })).toEqual(['process/crash-loop']);
});

it('takes no attempts at a connection for ends of runs', () => {
  const text =
    "const connect = () => net.connect(5432).on('error', console.error).on('close', () => setTimeout(connect, 900));";
  const end = 'Error: connect ECONNREFUSED 127.0.0.1:5432';
  const command = ['node', 'server.js', '--port', '8000'];
  const processes = [running(42, command, { output: '/srv/a.log' })];
  const log = { path: '/srv/a.log', modifiedAt: now - 800, because: 'process-output', pid: 42 } as const;
  const of = (words: string) =>
    errors(
      diagnosed('8000', {
        ...gone,
        processes,
        configuration: [{ path: '/srv/server.js', text: words, modifiedAt: 0 }],
        logs: [{ ...log, lines: [end, '    at net.js', end] }],
      }),
    );
  expect(of(text)).toEqual(['process/waits-for-dependency']);
  const cluster = "import { fork } from 'node:child_process'; const again = () => setTimeout(go, 900);";
  expect(of(`${cluster}\n${text}`)).toEqual(['process/waits-for-dependency']);
});

it('takes what a forwarder writes of each connection for no end of a run', () => {
  const line = '2026/11/23 02:17:44 socat[61] E connect(5, AF=2 172.28.0.2:3000, 16): Connection refused';
  const log = { path: '/srv/a.log', modifiedAt: now - 100, because: 'process-output', pid: 42 } as const;
  const of = (program: string) => {
    const command = [program, 'TCP-LISTEN:8000,fork', 'TCP:172.28.0.2:3000'];
    const how = { parent: 10, startedAt: now - 3000, output: '/srv/a.log' };
    const world = {
      ...gone,
      processes: [running(42, command, how)],
      logs: [{ ...log, lines: [line, line] }],
    };
    return errors(diagnosed('8000', world)).includes('process/crash-loop');
  };
  expect(of('shopd')).toBe(true);
  expect(of('socat')).toBe(false);
});

it('takes no errors of requests for ends of runs, in a log that PM2 keeps for who serves another port', () => {
  const elsewhere = {
    ...gone,
    listeners: [listener('0.0.0.0', 5000)],
    owners: { pidsByInode: { 10000: [42] }, hidden: [] },
    processes: [running(42, ['node', 'server.js'], { environment: { PORT: '8000' } })],
  };
  const error = "TypeError: Cannot read properties of undefined (reading 'id')";
  const lines = [error, error, error];
  const kept = { path: '/srv/a.log', modifiedAt: now - 900, because: 'kept', lines, pid: 42 } as const;
  expect(errors(diagnosed('8000', { ...elsewhere, logs: [kept] }))).toEqual(['port/wrong-port']);
});

it('finds the loop of a script that starts the server again and again itself, and pauses', () => {
  const keeper = running(42, ['python3', 'keep.py'], { output: '/srv/keep.log', scriptPort: 8000 });
  const end = 'FileNotFoundError: [Errno 2] No such file or directory: shop.json';
  const log = { path: '/srv/keep.log', modifiedAt: now - 800, because: 'process-output', pid: 42 } as const;
  const looks = (text: string) =>
    errors(
      diagnosed('8000', {
        ...gone,
        processes: [keeper],
        configuration: [{ path: '/srv/keep.py', text, modifiedAt: 0 }],
        logs: [{ ...log, lines: [end, '', end] }],
      }),
    );
  expect(looks('while True:\n    subprocess.run(["python3", "server.py", "--port", "8000"])\n')).toEqual([
    'process/crash-loop',
  ]);
  expect(looks('while True:\n    serve(8000)\n')).not.toContain('process/crash-loop');
});

const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
const keptOpen = {
  probes: [probe('127.0.0.1', 8000, 'connected', silent), probe('10.0.0.1', 8000, 'connected', silent)],
  sockets: [listener('0.0.0.0', 8000, { inode: 7, queue: { used: 2, limit: 5 } })],
  owners: { pidsByInode: { 7: [42, 43] }, hidden: [] },
};
const master = running(42, ['gunicorn', '-b', '0.0.0.0:8000', 'app:app'], {
  name: 'gunicorn',
  output: '/srv/g.log',
});
const heard = (lines: readonly string[], age = 1000, worker = 500) =>
  diagnosed('8000', {
    ...keptOpen,
    resampled: keptOpen.sockets,
    processes: [master, { ...master, pid: 43, parent: 42, startedAt: now - worker }],
    logs: [{ path: '/srv/g.log', modifiedAt: now - age, because: 'process-output', lines, pid: 42 }],
  });

it.each([
  '[2026-11-23 04:02:31 +0000] [30] [WARNING] Worker with pid 52 was terminated due to signal 9',
  '[2026-11-23 04:02:31 +0000] [30] [ERROR] Worker (pid:52) was sent SIGKILL! Perhaps out of memory?',
  'DAMN ! worker 1 (pid: 41) died, killed by signal 6 :( trying respawn ...',
  '[980] Early termination of worker',
  'E, [2026-11-23T04:03:12.606869 #30] ERROR -- : reaped #<Process::Status: pid 408 exit 1> worker=0',
  'Child process 513 exited with status 255',
  'INFO:     Child process [52] died',
])('finds workers that die one after the other behind a port that their master keeps open: %s', line => {
  const diagnosis = heard([line, line, line]);
  expect(errors(diagnosis)).toEqual(['process/crash-loop']);
  expect(diagnosis.causes[0]?.summary).toContain(line);
});

it('takes workers that died before, or were ended for being late, for no loop', () => {
  const line = '[2026-11-23 04:02:31 +0000] [30] [WARNING] Worker with pid 52 was terminated due to signal 9';
  const three = [line, line, line];
  const late = '[2026-11-23 04:02:30 +0000] [30] [CRITICAL] WORKER TIMEOUT (pid:52)';
  for (const told of [
    heard([line, line]),
    heard(three, 60_000),
    heard(three, 1000, 60_000),
    heard([late, ...three]),
    heard([...three, '[2026-11-23 04:02:31 +0000] [42] [INFO] Starting gunicorn 23.0.0']),
    heard(three.map(each => each.replace('2026-11-23', '2026-11-20'))),
    // Ended by somebody, as at a reload.
    heard(three.map(each => each.replace('signal 9', 'signal 15'))),
  ])
    expect(errors(told)).toEqual(['process/hung']);
});

it('finds one in whose place PM2 keeps the port of a cluster open', () => {
  const told = (mode: 'cluster' | 'fork') =>
    errors(
      diagnosed('8000', {
        ...keptOpen,
        resampled: keptOpen.sockets,
        processes: [running(42, ['PM2 v6.0.5: God Daemon (/root/.pm2)'], { name: 'PM2 v6.0.5: God' })],
        owners: { pidsByInode: { 7: [42] }, hidden: [] },
        pm2: [entry({ name: 'shop', mode, restarts: 5, startedAt: now - 500, ports: [8000], daemon: 42 })],
      }),
    );
  expect(told('cluster')).toEqual(['process/crash-loop']);
  expect(told('fork')).toEqual(['process/hung']);
});

it('finds an application that PM2 is stopping once more, which it did to others before', () => {
  const watched = entry({ pid: 0, status: 'stopping', restarts: 34, startedAt: now - 500, ports: [8000] });
  expect(errors(diagnosed('8000', { ...gone, pm2: [watched] }))).toEqual(['process/crash-loop']);
  const old = { ...watched, startedAt: now - 600_000 };
  expect(errors(diagnosed('8000', { ...gone, pm2: [old] }))).not.toContain('process/crash-loop');
});

it('leads who says nothing as it ends to what mostly does not listen, unless it took a connection', () => {
  const text = (facts: Parameters<typeof diagnosed>[1]) => diagnosed('8000', facts).causes[0]?.fixes[0]?.text;
  const nobody = { sockets: [], resampled: [], probes: [probe('127.0.0.1', 8000, 'refused')] };
  const young = { restarts: 4, startedAt: now - 900 };
  for (const [exitStatus, log, told] of [
    [0, [], true],
    [0, ['Started shop.service - Shop.', 'shop is ready'], true],
    [0, ['Started shop.service - Shop.', 'config.yml not found'], false],
    [1, [], false],
  ] as const)
    expect(text({ ...nobody, units: [unit({ ...young, exitStatus, log })] })?.includes('app.listen')).toBe(
      told,
    );
  const pm2 = [entry({ ...young, status: 'online' })];
  expect(text({ ...nobody, pm2 })).toContain('app.listen');
  expect(text({ ...nobody, pm2: [{ ...pm2[0]!, log: ['Error: x'] }] })).not.toContain('app.listen');
  const mute = { outcome: 'closed', http: null, protocol: null, firstBytes: '' } as const;
  expect(text({ pm2, probes: [probe('127.0.0.1', 8000, 'connected', mute)] })).not.toContain('app.listen');
});

it.each([
  ['that sleeps', ['sleep', '1'], {}, true],
  ['that has just started a program', ['python3', 'app.py'], {}, true],
  ['whose program lives', ['python3', 'app.py'], { startedAt: now - 60_000 }, false],
])('finds the loop of a shell %s, by the log where the caller stands alone', (_, command, more, found) => {
  const shell = running(50, ['sh', 'run.sh'], { output: '/srv/run.log', startedAt: now - 120_000 });
  const child = running(51, command, { parent: 50, output: '/srv/run.log', startedAt: now - 500, ...more });
  const lines = ["KeyError: 'DATABASE_URL'", 'again', "KeyError: 'DATABASE_URL'"];
  const log = { path: '/srv/run.log', because: 'caller-directory' as const, pid: null, lines };
  const { causes } = diagnosed('8000', {
    sockets: [],
    resampled: [],
    listeners: [],
    probes: [probe('127.0.0.1', 8000, 'refused')],
    processes: [shell, child],
    logs: [{ ...log, modifiedAt: now - 1000 }],
  });
  expect(causes[0]?.code === 'process/crash-loop').toBe(found);
});

it.each([
  ['a loop without an end', 'while true; do\n  python3 app.py\n  sleep 1\ndone', "KeyError: 'TOKEN'", true],
  [
    'a loop over a list',
    'for each in a b c d; do\n  python3 $each.py\n  sleep 1\ndone',
    "KeyError: 'TOKEN'",
    false,
  ],
  ['no loop', 'python3 a.py\npython3 b.py\nsleep 9', "KeyError: 'TOKEN'", false],
  [
    'a loop of a client that waits for this server',
    'while true; do\n  python3 ask.py\n  sleep 1\ndone',
    'urllib.error.URLError: <urlopen error [Errno 111] Connection refused>',
    false,
  ],
])('goes by a log in the folder for %s', (_, text, word, found) => {
  const shell = running(50, ['sh', 'run.sh'], {
    output: '/srv/run.log',
    startedAt: now - 120_000,
    directory: '/srv',
  });
  const pause = running(51, ['sleep', '1'], { parent: 50, output: '/srv/run.log', startedAt: now - 500 });
  const { causes } = diagnosed('8000', {
    sockets: [],
    resampled: [],
    listeners: [],
    probes: [probe('127.0.0.1', 8000, 'refused')],
    processes: [shell, pause],
    configuration: [{ path: '/srv/run.sh', text, modifiedAt: now }],
    logs: [
      {
        path: '/srv/run.log',
        because: 'caller-directory',
        pid: null,
        lines: [word, 'again', word],
        modifiedAt: now - 1000,
      },
    ],
  });
  expect(causes[0]?.code === 'process/crash-loop').toBe(found);
});
