import { expect, it } from 'vitest';
import {
  aboutProgram,
  childLogs,
  commandOfProgram,
  controlName,
  endedPrograms,
  isRunAs,
  lastEnd,
  logsOf,
  mainLog,
} from '../../src/programs/supervision/supervisord-programs.js';
import { instancesOf } from '../../src/programs/supervision/supervisord-sections.js';
import { running } from '../support/healthy.js';
import { file } from './situation.js';

const supervisor = running(7, ['/usr/bin/python3', '/usr/bin/supervisord'], { directory: '/srv' });
const text = `[supervisord]
logfile=/var/log/supervisor/supervisord.log ; where it says what it does
[program:shop]
command=python3 server.py --port 8000
redirect_stderr=true
stdout_logfile=/var/log/%(program_name)s.log
[program:worker]
command=python3 worker.py
environment=PORT="9000"
stderr_logfile=worker.err
stdout_logfile=AUTO
`;
const unnamed = text.replaceAll('command=', 'process_name=0\ncommand=');
const files = [{ path: '/etc/supervisor/supervisord.conf', text, modifiedAt: 0 }];
const told = (meant: number | string, ...lines: string[]) =>
  endedPrograms(files, supervisor, lines, meant, 3);
const ended = (port: number, ...lines: string[]) => told(port, ...lines).flatMap(({ logs }) => logs);
const fatal = (name: string) =>
  `2026-11-21 08:00:00,000 INFO gave up: ${name} entered FATAL state, too many start retries too quickly`;

it.each([
  [text, 'shop', 'shop', ['/var/log/shop.log']],
  [text, 'worker', 'worker', ['/srv/worker.err']],
  [text, 'nobody', 'nobody', []],
  [unnamed, 'shop', '0', ['/var/log/shop.log']],
  [unnamed, 'worker', '0', ['/srv/worker.err']],
])(
  'finds the logs of the process that supervisord has told its name, that of errors first: %#',
  (of, group, name, logs) => {
    const its = [file('/etc/supervisord.conf', of)];
    const environment = { SUPERVISOR_GROUP_NAME: group, SUPERVISOR_PROCESS_NAME: name };
    const own = instancesOf(its).filter(each => isRunAs(its, each, environment));
    expect(logsOf(own, supervisor)).toEqual(logs);
  },
);

it.each([
  ['[program:shop]\ncommand=x', 'shop'],
  ['[program:shop]\ncommand=x\n[group:web]\nprograms=api, shop', 'web:shop'],
  ['[program:shop]\ncommand=x\nnumprocs=2\nprocess_name=%(program_name)s_%(process_num)02d', 'shop:*'],
  ['[program:shop]\ncommand=x\n[group:web]\nprograms=shopping', 'shop'],
  ['[fcgi-program:shop]\ncommand=x\nnumprocs=2', 'shop:*'],
])('calls a program as supervisorctl does: %j', (text, expected) =>
  expect(controlName([file('/etc/supervisord.conf', text)], 'shop')).toBe(expected),
);

it('finds the log of supervisord', () => {
  expect(mainLog(files, supervisor)).toBe('/var/log/supervisor/supervisord.log');
  expect(mainLog([], supervisor)).toBe('/srv/supervisord.log');
});

it('names the logs of what has ended, the one for the port first of all', () => {
  expect(ended(8000, fatal('shop'), fatal('worker'))).toEqual(['/var/log/shop.log']);
  expect(ended(9000, fatal('shop'), fatal('worker'))).toEqual(['/srv/worker.err']);
  expect(ended(1, fatal('worker'))).toEqual(['/srv/worker.err']);
  expect(told('c++', fatal('worker'))).toEqual([]);
  // The one for the port has not ended.
  expect(ended(8000, fatal('worker'))).toEqual([]);
  expect(ended(8000, 'INFO exited: shop (exit status 1; not expected)')).toEqual(['/var/log/shop.log']);
});

it('leaves alone what runs again, or was stopped on purpose', () => {
  expect(
    ended(8000, fatal('shop'), 'INFO success: shop entered RUNNING state, process has stayed up'),
  ).toEqual([]);
  expect(ended(8000, "INFO spawned: 'shop' with pid 12")).toEqual([]);
  expect(ended(8000, 'INFO stopped: shop (terminated by SIGTERM)')).toEqual([]);
});

it('tells what supervisord has given up, and what it starts again, by its port or its name', () => {
  const died = '2026-11-21 14:57:16,695 WARN exited: shop (exit status 1; not expected)';
  expect(told(8000, died, fatal('shop'))).toMatchObject([{ name: 'shop', givenUp: true, automatic: false }]);
  const started = "2026-11-21 14:57:17,697 INFO spawned: 'shop' with pid 31";
  expect(told(8000, died, started, died, started, died, started)).toMatchObject([{ givenUp: false }]);
  expect(told(8000, died, started)).toEqual([]);
  expect(told('shop', died, fatal('worker'))).toMatchObject([{ name: 'shop', meant: true }]);
  expect(told('worker', died)).toEqual([]);
  expect(told(9000, fatal('worker'))).toMatchObject([{ automatic: true }]);
  expect(told(1, fatal('worker'))).toMatchObject([{ meant: false }]);
});

it('knows where the output goes that nobody gave a place, and which lines tell of a program', () => {
  expect(childLogs(files, supervisor)).toBe('/tmp');
  expect(childLogs([{ ...files[0]!, text: '[supervisord]\nchildlogdir=logs\n' }], supervisor)).toBe(
    '/srv/logs',
  );
  const lines = [
    '2026-11-21 14:57:16,695 WARN exited: shop (exit status 1; not expected)',
    '2026-11-21 14:57:16,695 WARN exited: web:shop (terminated by SIGKILL; not expected)',
    "2026-11-21 14:57:17,697 INFO spawned: 'shop' with pid 31",
  ];
  expect(lines.every(line => aboutProgram(['shop']).test(line))).toBe(true);
  expect(lines.some(line => aboutProgram(['sho', 'hop']).test(line))).toBe(false);
});

it('has the command of a program by its name', () => {
  expect(commandOfProgram(files, 'shop')).toBe('python3 server.py --port 8000');
  expect(commandOfProgram(files, 'shopping')).toBeUndefined();
});

const exited = (how: string) => `2026-11-21 08:00:00,000 WARN exited: shop (${how})`;
it.each([
  [
    'given up',
    [exited('exit status 0; not expected'), fatal('shop')],
    { how: 'exit status 0', givenUp: true },
  ],
  ['ended', [exited('exit status 3; expected')], { how: 'exit status 3', givenUp: false }],
  [
    'dumped',
    [exited('terminated by SIGSEGV (core dumped); not expected')],
    { how: 'terminated by SIGSEGV (core dumped)', givenUp: false },
  ],
  ['started again', [exited('exit status 3; not expected'), "INFO spawned: 'shop' with pid 9"], undefined],
  [
    'stopped by somebody',
    [exited('exit status 3; expected'), 'INFO stopped: shop (terminated by SIGTERM)'],
    undefined,
  ],
  ['never begun', ["INFO spawnerr: can't find command 'shop'", fatal('shop')], undefined],
  [
    'of an earlier run',
    [exited('exit status 3; expected'), 'INFO supervisord started with pid 7'],
    undefined,
  ],
])('tells how a program ended by itself: %s', (_, lines, expected) => {
  const { line, ...found } = lastEnd(lines, 'shop') ?? {};
  expect(line).toBe(expected && lines.at(-1));
  expect(found).toEqual(expected ?? {});
});

it('tells the processes of one program apart, each with its own port and log', () => {
  const numbered = `[program:shop]
command=node shop.js 800%(process_num)d
process_name=%(program_name)s_%(process_num)02d
numprocs=2
stderr_logfile=%(program_name)s-%(process_num)d.err
`;
  const own = [file('/etc/supervisord.conf', numbered)];
  const both = [fatal('shop_00'), fatal('shop_01')];
  expect(endedPrograms(own, supervisor, both, 8001, 3)).toMatchObject([
    { name: 'shop_01', control: 'shop:shop_01', logs: ['/srv/shop-1.err'], meant: true },
  ]);
  expect(endedPrograms(own, supervisor, both, 'shop', 3)).toHaveLength(2);
  const wide = file('/etc/supervisord.conf', numbered.replace('02d', '0999999999d'));
  expect(endedPrograms([wide], supervisor, both, 'shop', 3)).toEqual([]);
  const many = Array.from({ length: 4000 }, (_, at) => `[program:p${at}]\ncommand=x\nnumprocs=9999\n`);
  expect(endedPrograms([file('/s.conf', many.join(''))], supervisor, [fatal('p1')], 1, 3)).toHaveLength(1);
});
