import { expect, it } from 'vitest';
import { inWords, protocolOf } from '../../../src/rules/http/speaks.js';
import { running } from '../../support/healthy.js';

it.each([
  ['ssh', 'SSH-2.0-OpenSSH_9.2p1', 'SSH-2.0-OpenSSH_9.2p1'],
  ['redis', '-NOAUTH Authentication required.', 'Redis: -NOAUTH Authentication required.'],
  ['mysql', '8.0.36', 'MySQL or MariaDB 8.0.36'],
  ['mysql', 'error 1040: Too many connections', 'MySQL or MariaDB: error 1040: Too many connections'],
  ['postgresql', 'FATAL 53300: sorry', 'PostgreSQL: FATAL 53300: sorry'],
  ['amqp', 'AMQP 0-9-1', 'AMQP 0-9-1'],
  ['ftp', '220 (vsFTPd 3.0.3)', '220 (vsFTPd 3.0.3)'],
  ['mongodb', null, 'MongoDB'],
  // Many say so.
  ['memcached', 'ERROR', 'ERROR'],
  [null, null, ''],
  ['redis', "-ERR unknown command 'PRI', with args beginning with: '*' 'HTTP/2.0' ", 'Redis'],
])('%s %s is said as %s', (protocol, banner, words) => expect(inWords(protocol, banner)).toBe(words));

/** What a uWSGI with these arguments speaks on port 8000, by the files that could be read. */
const uwsgi = (args: readonly string[], text?: string, environment: Record<string, string> = {}) =>
  protocolOf(
    running(7, ['uwsgi', ...args], { name: 'uwsgi', directory: '/srv', environment }),
    8000,
    text === undefined ? [] : [{ path: '/srv/app.ini', text, modifiedAt: 0 }],
  );

it.each([
  [['--http-socket', '0.0.0.0:8000'], 'http'],
  [['--scgi-socket', '0.0.0.0:8000'], 'scgi'],
  [['--http=:8000', '--wsgi-file', 'app.py'], 'http'],
  [['--plugin', 'http,python3', '--http', ':8000', '--socket', '127.0.0.1:8001'], 'http'],
  [['--https', '0.0.0.0:8000,a.crt,a.key'], 'http'],
  [['--http-socket', '[::]:8000'], 'http'],
  [['--socket', ':8000', '--protocol=http'], 'http'],
  [['--socket', ':8000', '--http', ':8001'], 'uwsgi'],
  [['--http-socket', '0.0.0.0:80001'], 'uwsgi'],
  [['-s', ':8000'], 'uwsgi'],
  [['--fastcgi-socket', ':8000'], 'fastcgi'],
  // Its file cannot be read.
  [['--ini', 'app.ini'], undefined],
  [['--ini', 'app.ini', '--http', ':8000'], 'http'],
])('uwsgi %j speaks %s on its port', (args, protocol) => expect(uwsgi(args)).toBe(protocol));

it.each([
  ['[uwsgi]\nhttp-socket = :8000\nmodule = app', 'http'],
  ['[uwsgi]\nhttp-socket=127.0.0.1:8000 ; here\n', 'http'],
  ['[uwsgi]\n;http-socket = :8000\nsocket = :8000\n', 'uwsgi'],
  ['uwsgi:\n  http: :8000\n', 'http'],
  ['{"uwsgi": {\n  "http-socket": "0.0.0.0:8000",\n "x": 1}}', 'http'],
  ['<uwsgi>\n  <http-socket>:8000</http-socket>\n</uwsgi>', 'http'],
  ['[uwsgi]\nprotocol = http\nsocket = :8000', 'http'],
  // What cannot be told is not said.
  ['[uwsgi]\nport = 8000\nhttp-socket = :%(port)', undefined],
  ['[uwsgi]\nshared-socket = 0.0.0.0:8000\nhttp = =0', undefined],
  ['[uwsgi]\nsocket = :8000\nhttp = :$(WEB)', 'uwsgi'],
  ['[uwsgi]\ninclude = base.ini\nmodule = app', undefined],
  ['[uwsgi]\nhttp-socket = :$(PORT)\n', undefined],
  ['[uwsgi]\nsocket = :$(PORT)\n', 'uwsgi'],
])('uwsgi with the file %j speaks %s on its port', (text, protocol) =>
  expect(uwsgi(['app.ini'], text)).toBe(protocol),
);

it.each([
  [[], { UWSGI_HTTP_SOCKET: ':8000' }, undefined, 'http'],
  [[], { UWSGI_SOCKET: ':8000' }, undefined, 'uwsgi'],
  [[], { UWSGI_INI: 'app.ini' }, '[uwsgi]\nhttp = :8000', 'http'],
  [['--ini', 'app.ini'], { PORT: '8000' }, '[uwsgi]\nhttp = :$(PORT)', 'http'],
])('uwsgi %j with the variables %j speaks as they say', (args, environment, text, protocol) =>
  expect(uwsgi(args, text, environment)).toBe(protocol),
);
it('knows what uWSGI is told by its variables, by a section of a file, and nothing behind its title', () => {
  const told = (command: readonly string[], environment = {}) =>
    protocolOf(running(7, command, { name: 'uwsgi', environment }), 8000, [
      { path: '/srv/app.ini', text: '[main]\nhttp = :8000', modifiedAt: 0 },
    ]);
  expect(told(['uwsgi'], { UWSGI_HTTP_SOCKET: ':8000' })).toBe('http');
  expect(told(['uwsgi', 'app.ini:main'])).toBe('http');
  expect(told(['uwsgi', '--ini', '/srv/app.ini:main'])).toBe('http');
  expect(told(['uWSGI worker 1'])).toBeUndefined();
});

it('is quick with a line of any length', () => {
  expect(uwsgi(['app.ini'], `http ${':='.repeat(120_000)}`)).toBeUndefined();
});
