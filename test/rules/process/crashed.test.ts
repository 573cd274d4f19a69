import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../src/facts/units/types.js';
import { lastWord } from '../../../src/rules/process/ended.js';
import { endedUnit, logOf } from '../../../src/rules/process/ended-unit.js';
import { entry, unit } from '../../programs/situation.js';
import { diagnosed, errors, hanging, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const log = (lines: readonly string[], more = {}) => [
  {
    path: '/srv/nohup.out',
    modifiedAt: now - 60_000,
    because: 'caller-directory' as const,
    lines,
    pid: null,
    ...more,
  },
];
const trace = [
  'Traceback (most recent call last):',
  '  File "server.py", line 1',
  "ModuleNotFoundError: No module named 'flask'",
];

it('quotes the last error of a fresh log', () => {
  const diagnosis = diagnosed('8000', { ...nobody, logs: log(trace) });
  expect(errors(diagnosis)).toEqual(['process/crashed']);
  expect(diagnosis.causes[0]?.summary).toContain("No module named 'flask'");
});

it('claims no more than the end of a thread where a thread ended', () => {
  for (const since of [[], ['tick', 'tick']]) {
    const logs = log(['Exception in thread Thread-1 (serve):', ...trace, ...since]);
    expect(diagnosed('8000', { ...nobody, logs }).causes[0]?.summary).toMatch(
      /^The server, or one of its threads, ended; its last word: ModuleNotFoundError/,
    );
  }
});

it("takes asyncio's word on a task that was left for no start", () => {
  const left = 'task: <Task pending coro=<tick() running at /srv/app.py:12> wait_for=<Future pending>>';
  const logs = log([...trace, 'Task was destroyed but it is pending!', left]);
  expect(errors(diagnosed('8000', { ...nobody, logs }))).toEqual(['process/crashed']);
});

it.each([
  ['a log from before the boot', { modifiedAt: now - 90_000_000 }, trace],
  ['an error about another port', {}, ['Error: cannot serve on port 9000']],
  ['a start that went well after the error', {}, [...trace, 'Serving HTTP on 0.0.0.0 port 8000']],
  ['a log without an error', {}, ['10.0.0.2 - - "GET / HTTP/1.1" 200 -']],
])('does not believe %s', (_, more, lines) => {
  expect(errors(diagnosed('8000', { ...nobody, logs: log(lines, more) }))).toEqual(['port/nothing-listens']);
});

it('takes the end of a client of the port for no end of its server', () => {
  const ended = (port: number) =>
    errors(
      diagnosed('8000', {
        ...nobody,
        logs: log([`Error: connect ECONNREFUSED 127.0.0.1:${port}`, 'Node.js v20.20.2']),
      }),
    );
  expect(ended(8000)).toEqual(['port/nothing-listens']);
  expect(ended(6379)).toEqual(['process/crashed']);
});

it('does not call a program ended that has the log open', () => {
  const processes = [running(70, ['python3', 'other.py'])];
  expect(errors(diagnosed('8000', { ...nobody, processes, logs: log(trace) }))).not.toContain(
    'process/crashed',
  );
});

it('believes the last word of a Node that has ended, whoever else writes to its log', () => {
  const fatal = ['web on http://localhost:3000', 'Error: ENOENT: config.json', '', 'Node.js v20.20.2'];
  const diagnosis = (lines: readonly string[], more = {}) => {
    const processes = [running(70, ['node', 'web.js'], { output: '/srv/nohup.out', ...more })];
    return errors(diagnosed('8000', { ...nobody, processes, logs: log(lines) }));
  };
  expect(diagnosis([...fatal, 'npm error code 1'])).toEqual(['process/crashed']);
  expect(diagnosis(fatal.slice(0, -1))).not.toContain('process/crashed');
  expect(diagnosis([...fatal, 'up again'])).not.toContain('process/crashed');
  expect(diagnosis(fatal, { startedAt: now - 30_000 })).not.toContain('process/crashed');
});

it("takes no stranger's log for that of a program that was asked for by name", () => {
  const asked = (more: object) => {
    const subject = { port: 0, otherPorts: [], pids: [], scheme: null };
    return errors(diagnosed('shop', { ...nobody, subject, logs: log(trace, more) }));
  };
  expect(asked({})).toEqual(['port/nothing-listens']);
  expect(asked({ path: '/srv/shop.log' })).toEqual(['process/crashed']);
  expect(asked({ because: 'program' })).toEqual(['process/crashed']);
});

it('says which signal ended a service, and which path systemd could not use', () => {
  const how = (more: Partial<Unit>) => endedUnit([unit({ activeState: 'failed', log: [], ...more })])?.how;
  expect(how({ result: 'signal', signal: 11 })).toBe('signal 11, SIGSEGV: a segmentation fault');
  expect(how({ result: 'signal', signal: 10 })).toBe('signal 10');
  expect(how({ result: 'core-dump', signal: 6 })).toContain('SIGABRT');
  expect(how({ result: 'exit-code', exitStatus: 203, command: '/opt/venv/bin/python a.py' })).toMatch(
    /ExecStart=\/opt\/venv\/bin\/python cannot be run/,
  );
  expect(how({ result: 'exit-code', exitStatus: 200, workingDirectory: '/srv/gone' })).toMatch(
    /WorkingDirectory=\/srv\/gone/,
  );
});

it('says that a service ended which nobody stopped, and starts it again where it had served for a while', () => {
  const fixOf = (lived: number) => {
    const ended = { activeState: 'inactive', subState: 'dead', result: 'success', exitStatus: 0, lived };
    const diagnosis = diagnosed('8000', { ...nobody, units: [unit({ ...ended, mainPid: 0, log: [] })] });
    expect(errors(diagnosis)).toEqual(['process/crashed']);
    return diagnosis.causes[0]?.fixes[0];
  };
  expect(fixOf(60_000)?.steps).toEqual([{ do: 'run', command: 'systemctl restart shop.service' }]);
  expect(fixOf(80)?.steps).toBeUndefined();
  const of = (command: string) =>
    errors(diagnosed('8000', { ...nobody, units: [unit({ activeState: 'inactive', lived: 80, command })] }));
  expect(of('/usr/bin/curl http://localhost:8000/')).toEqual(['port/nothing-listens']);
  expect(of('/bin/sh -c sleep 9; curl http://localhost:8000/')).toEqual(['port/nothing-listens']);
  expect(of('/bin/sh -c until nc -z db 5432; do sleep 1; done; ./shop --port 8000')).toEqual([
    'process/crashed',
  ]);
  expect(of('/usr/sbin/mysqld --port=8000')).toEqual(['process/crashed']);
});

it('says how a service that failed is started again', () => {
  const failed = { activeState: 'failed', result: 'exit-code', exitStatus: 1, log: trace } as const;
  const [fix] = diagnosed('8000', { ...nobody, units: [unit(failed)] }).causes[0]?.fixes ?? [];
  expect(fix).toMatchObject({ needsRoot: true });
  expect(fix?.text).toMatch(/\n {2}systemctl restart shop\.service$/);
  const refused = [unit({ ...failed, restarts: 5 })];
  expect(diagnosed('8000', { ...nobody, units: refused }).causes[0]?.fixes[0]?.text).toMatch(
    /\n {2}systemctl reset-failed shop\.service && systemctl restart shop\.service$/,
  );
});

it('tells of a service that failed once and that systemd is about to start again', () => {
  const waiting = { activeState: 'activating', subState: 'auto-restart', log: [] } as const;
  const causeOf = (more: Partial<Unit>) =>
    diagnosed('8000', { ...nobody, units: [unit({ ...waiting, ...more })] }).causes[0];
  const failed = causeOf({ result: 'exit-code', exitStatus: 1 });
  expect(failed).toMatchObject({ code: 'process/crashed', severity: 'error' });
  expect(failed?.evidence[0]?.says).toContain('activating (auto-restart)');
  expect(causeOf({ result: 'signal', signal: 9 })?.code).toBe('process/killed');
  expect(causeOf({ result: 'exit-code', exitStatus: 1, restarts: 2 })?.code).toBe('process/crash-loop');
  // PM2 puts that off by --restart-delay.
  const pm2 = [entry({ status: 'waiting restart', restarts: 0, ports: [8000] })];
  expect(diagnosed('8000', { ...nobody, pm2 }).causes[0]).toMatchObject({ code: 'process/crashed' });
});

it('quotes the line that names the error, not the frames around it', () => {
  const log = ["Error: Cannot find module 'nope'", 'Require stack:', '    at failed (/srv/error.js:1:1)'];
  expect(lastWord(log)).toBe("Error: Cannot find module 'nope'");
  expect(lastWord(['starting', 'could not open the file: failed', 'bye'])).toContain('failed');
  expect(lastWord([])).toBeUndefined();
});

it('quotes the log of a watcher whose server has crashed', () => {
  const nodemon = running(42, ['node', '/srv/node_modules/.bin/nodemon', 'app.js'], {
    output: '/srv/nohup.out',
    errors: '/srv/nohup.out',
    scriptPort: 8000,
  });
  const diagnosis = diagnosed('8000', { ...nobody, processes: [nodemon], logs: log(trace) });
  expect(errors(diagnosis)).toEqual(['process/crashed']);
});

const toLog = { output: '/srv/nohup.out', errors: '/srv/nohup.out' };

describe('a reloader that waits for a change of the files', () => {
  const django = ['python3', 'manage.py', 'runserver'];
  const pair = [running(42, django, toLog), running(43, django, { ...toLog, parent: 42 })];

  it('leaves the crash of what it ran the cause', () => {
    const diagnosis = diagnosed('8000', { ...nobody, processes: pair, logs: log(trace) });
    expect(errors(diagnosis)).toEqual(['process/crashed']);
  });

  it.each(['/srv/nohup.out', '/srv/other.log'])('is told by name of its own log alone: %s', path => {
    const diagnosis = diagnosed('uvicorn', {
      ...nobody,
      subject: { port: null, otherPorts: [], pids: [42] },
      processes: [running(42, ['python3', '-m', 'uvicorn', 'main:app', '--reload'], toLog)],
      logs: log(trace, { path, because: 'caller-directory' }),
    });
    const own = path === toLog.output;
    expect(errors(diagnosis)).toEqual([own ? 'process/crashed' : 'process/not-listening']);
  });

  it('runs and does not listen, by name, where what its log says is of another day', () => {
    const old = log(trace, { because: 'process-output', modifiedAt: now - 86_400_000 });
    const named = { ...nobody, subject: { port: null, otherPorts: [], pids: [42] }, processes: pair };
    expect(errors(diagnosed('django', { ...named, logs: old }))).toEqual(['process/not-listening']);
  });

  it.each([
    ['is told not to reload', { processes: [running(42, [...django, '--noreload'], toLog)] }],
    [
      'listens on another port',
      {
        processes: pair,
        listeners: [listener('127.0.0.1', 8100, { inode: 77 })],
        owners: { pidsByInode: { 77: [43] }, hidden: [] },
      },
    ],
  ])('has not crashed where it %s', (_, more) => {
    const diagnosis = diagnosed('8000', { ...nobody, ...more, logs: log(trace) });
    expect(errors(diagnosis)).not.toContain('process/crashed');
  });
});

describe('a supervisor that has bound the port for a child to listen on', () => {
  const bound = {
    ...nobody,
    sockets: [listener('127.0.0.1', 8000, { state: 'bound', inode: 77 })],
    owners: { pidsByInode: { 77: [42] }, hidden: [] },
  };
  const tracker = ['python3', '-c', 'from multiprocessing.resource_tracker import main;main(4)'];
  const uvicorn = running(42, ['python3', '/usr/bin/uvicorn', '--reload', 'main:app'], toLog);
  const processes = [uvicorn, running(43, tracker, { ...toLog, parent: 42 })];

  it('is told by the crash of the child', () => {
    const diagnosis = diagnosed('8000', { ...bound, processes, logs: log(trace) });
    expect(errors(diagnosis)).toEqual(['process/crashed']);
  });

  it('is not told by the log of another program', () => {
    const diagnosis = diagnosed('8000', {
      ...bound,
      processes,
      logs: log(trace, { path: '/srv/other.log' }),
    });
    expect(errors(diagnosis)).toEqual(['port/bound-not-listening']);
  });
});

describe('a reloader that keeps the port open', () => {
  const uvicorn = running(42, ['python3', '/usr/bin/uvicorn', '--reload', 'main:app'], toLog);
  const child = ['python3', '-c', 'from multiprocessing.spawn import spawn_main; spawn_main()'];
  const open = (pids: readonly number[], lines: readonly string[]) =>
    diagnosed(
      '8000',
      {
        sockets: [listener('127.0.0.1', 8000, { inode: 77 })],
        owners: { pidsByInode: { 77: pids }, hidden: [] },
        processes: [uvicorn, running(43, child, { ...toLog, parent: 42 })],
        probes: hanging(8000),
        logs: log(lines, { because: 'process-output' }),
      },
      { from: 'self', family: null },
    );

  it('is all that is left of a server that has crashed', () => {
    const diagnosis = open([42], trace);
    expect(errors(diagnosis)).toEqual(['process/crashed']);
    expect(diagnosis.causes[0]?.summary).toContain("No module named 'flask'");
    expect(diagnosis.causes[0]?.fixes[0]?.title).toContain('starts again by itself');
  });

  it.each([
    ['its child holds the socket too', [42, 43], trace],
    ['its log ends well', [42], [...trace, 'INFO:     Started server process [43]']],
  ])('is not blamed where %s', (_, pids, lines) => {
    expect(errors(open(pids, lines))).not.toContain('process/crashed');
  });
});

it('reads a traceback whole that is longer than what it looks at of a log', () => {
  const frames = Array.from({ length: 70 }, (_, at) => `  File "django/x${at}.py", line ${at}, in f`);
  const head = 'Traceback (most recent call last):';
  const end = 'django.core.exceptions.ImproperlyConfigured: set the key';
  const crashed = diagnosed('8000', { ...nobody, logs: log([head, ...frames, end]) });
  expect(crashed.causes[0]?.summary).toContain('ImproperlyConfigured: set the key');
  const later = Array.from({ length: 50 }, (_, at) => `10.0.0.2 "GET /${at} HTTP/1.1" 200 -`);
  expect(errors(diagnosed('8000', { ...nobody, logs: log([head, ...frames, end, ...later]) }))).toEqual([
    'port/nothing-listens',
  ]);
});

it('shows that nobody listens, where the kernel refuses for a server that has ended', () => {
  const path = diagnosed('8000', { ...nobody, logs: log(trace) }).path;
  const at = (layer: string) => path.find(each => each.layer === layer);
  expect(at('port')).toMatchObject({ state: 'blocked', says: 'nobody listens' });
  expect(at('bind')).toMatchObject({ state: 'not-reached' });
  expect(at('process')).toMatchObject({ state: 'blocked' });
});

it.each([
  [
    "Failed to find attribute 'application' in 'app'.",
    ['[INFO] Listening at: http://0.0.0.0:8000 (22)', 'QUOTED', '[INFO] Reason: App failed to load.'],
  ],
  ["[Error: Could not find a production build in the '.next' directory.]", ['Starting...', 'QUOTED']],
  [
    'django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.',
    ['Traceback (most recent call last):', '  File "manage.py", line 22', 'QUOTED'],
  ],
  ['config.ru:1:in `require`: cannot load such file -- sinatra (LoadError)', ['QUOTED', "\tfrom main'"]],
  ['ERROR:    Error loading ASGI app. Could not import module "main".', ['QUOTED']],
  ['PHP Fatal error:  Uncaught Error: Class "App" not found in /srv/index.php:3', ['QUOTED']],
  ["Can't locate Plack.pm in @INC", ['QUOTED', 'BEGIN failed--compilation aborted']],
  ['AH00526: Syntax error on line 3 of /etc/apache2/apache2.conf:', ['QUOTED']],
])('quotes %s', (line, lines) => {
  const said = lines.map(each => each.replace('QUOTED', line));
  const [cause] = diagnosed('8000', { ...nobody, logs: log(said) }).causes;
  expect(cause?.code).toBe('process/crashed');
  expect(cause?.summary).toMatch(
    /Failed to find|production build|SECRET_KEY|sinatra|ASGI|Uncaught|Plack|Syntax/,
  );
});

it('ended for want of a port that nobody has any more', () => {
  const lost = log(['Error: listen EADDRINUSE: address already in use :::8000']);
  const diagnosis = diagnosed('8000', { ...nobody, logs: lost });
  expect(errors(diagnosis)).toEqual(['process/crashed']);
  expect(diagnosis.causes[0]?.summary).toContain('Nobody has the port any more');
  const unnamed = log(['OSError: [Errno 98] Address already in use']);
  expect(errors(diagnosed('8000', { ...nobody, logs: unnamed }))).toEqual(['port/nothing-listens']);
  const closing = [listener('10.0.0.1', 8000, { state: 'time-wait', expiresIn: 40 })];
  expect(errors(diagnosed('8000', { ...nobody, sockets: closing, logs: lost }))).toEqual(['port/time-wait']);
});

it("says of no writer that it ended where another user's log tells of a failed bind alone", () => {
  const foreign = { foreign: true as const };
  const lost = log(['Error: listen EADDRINUSE: address already in use :::8000'], foreign);
  expect(errors(diagnosed('8000', { ...nobody, logs: lost }))).toEqual(['port/nothing-listens']);
  expect(errors(diagnosed('8000', { ...nobody, logs: log(trace, foreign) }))).toEqual(['process/crashed']);
});

it('was denied a port that needs no privilege', () => {
  const denied = log(['Error: listen EACCES: permission denied 0.0.0.0:8000']);
  const diagnosis = diagnosed('8000', { ...nobody, logs: denied });
  expect(errors(diagnosis)).toEqual(['process/crashed']);
  expect(diagnosis.causes[0]?.summary).toContain('a security module');
});

it('names the command that shows what a unit wrote, wherever that goes', () => {
  const unit = { name: 'shop.service', scope: 'system' } as Unit;
  expect(logOf(unit)).toBe('  journalctl -e -u shop.service');
  expect(logOf({ ...unit, scope: 'user' })).toBe('  journalctl --user -e -u shop.service');
  expect(logOf({ ...unit, logFile: '/var/log/my shop.log' })).toBe("  tail -n 50 '/var/log/my shop.log'");
});

it('says what a socket was given up for, and how it is taken up again', () => {
  const ended = endedUnit([
    {
      name: 'shop.socket',
      activeState: 'failed',
      result: 'trigger-limit-hit',
      exitStatus: null,
      log: [],
    } as never,
  ]);
  expect(ended?.how).toContain('without taking the connection');
  expect(ended?.log).toContain('journalctl -e -u shop.service');
  expect(ended?.log).toContain('systemctl start shop.socket');
});

it.each([
  ['timeout', null, 'wants Type=simple or exec'],
  ['protocol', null, 'as its Type= promises'],
  ['watchdog', 1, 'WATCHDOG=1 in time (WatchdogSec=), so systemd ended it, status 1'],
  ['exit-code', 3, 'exit-code, status 3'],
])('says what it means that the result of a unit is %s', (result, exitStatus, words) => {
  const failed = unit({ activeState: 'failed', result, exitStatus });
  expect(endedUnit([failed])?.how).toContain(words);
});

it.each([
  [{ exitStatus: 200, workingDirectory: '/srv/gone' }, 'WorkingDirectory=/srv/gone cannot be entered'],
  [{ exitStatus: 203, command: '/opt/app -p 8000' }, 'the program of ExecStart=/opt/app cannot be run'],
  [{ exitStatus: 217, settings: { User: 'deploy' } }, 'User=deploy is unknown'],
  [
    { result: 'resources', settings: { EnvironmentFile: '/etc/a.env' } },
    'the file of EnvironmentFile=/etc/a.env',
  ],
  [
    { exitStatus: null, preparation: { program: '/srv/migrate', status: '3' } },
    'ExecStartPre=/srv/migrate ended with status 3',
  ],
])('names what kept systemd from starting a unit: %j', (more, words) => {
  const failed = unit({ activeState: 'failed', result: 'exit-code', ...more });
  expect(endedUnit([failed])?.how).toContain(words);
});
