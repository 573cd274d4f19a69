import { describe, expect, it } from 'vitest';
import { deathIn, killIn } from '../../../src/rules/process/death-words.js';
import { lastError } from '../../../src/rules/process/log-errors.js';

describe('the line by which a program says of what it died', () => {
  it.each([
    '/usr/bin/python3: No module named flask',
    'unable to find "app" callable in file main.py',
    '[ServerMain/INFO]: You need to agree to the EULA in order to run the server. Go to eula.txt for more info.',
    'failed to open python file shop.py',
    "uwsgi: unrecognized option '--htttp'",
    "uwsgi: option '--http' is ambiguous; possibilities: '--http-socket' '--https-socket'",
    'realpath() of app.ini failed: No such file or directory [core/utils.c line 3667]',
    'The -s/--socket option is missing and stdin is not a socket.',
    'gunicorn: error: No application module specified.',
    'zsh: command not found: flask',
    "[2026-11-22 10:00:00,000: CRITICAL/MainProcess] Unrecoverable error: ConnectionRefusedError(111, 'refused')",
    'ERROR: the notebook server could not be started because no available port could be found.',
    'start.sh: 2: Syntax error: "(" unexpected',
    './start.sh: line 3: SHOP_PORT: unbound variable',
    'start.sh: 3: SHOP_PORT: parameter not set',
    '.env: line 3: unexpected EOF while looking for matching `"\'',
    'You are using Node.js 18.17.0. For Next.js, Node.js version ">=20.9.0" is required.',
    'You are using Node.js 18.17.0. Vite requires Node.js version 20.19+ or 22.12+. Please upgrade your Node.js version.',
    "Could not find a production build in the '.next' directory. Try building your app with 'next build'.",
    'The command "uvicorn" does not exist.',
    'error: Failed to spawn: `uvicorn`',
    'PG::ConnectionBad: connection to server at "127.0.0.1", port 5432 failed: Connection refused',
    'Migrations are pending. To resolve this issue, run: bin/rails db:migrate',
    "can't run as root without the -u switch",
    "WARNING:  You must pass the application as an import string to enable 'reload' or 'workers'.",
    'Missing privilege separation directory: /run/sshd',
    "/etc/ssh/sshd_config line 5: Directive 'Port' is not allowed within a Match block",
    '/etc/ssh/sshd_config line 3: Badly formatted port number.',
    'nats-server: nats.conf:1:0: unknown field "prot"',
    'Listen queue size is greater than the system max net.core.somaxconn (4096).',
    'ERROR: Syntax error on line 2',
    '[!] Service [web]: TLS server needs a certificate',
    "2026-11-23 22:34:56: (configfile.c.1722) opening errorlog '/srv/no/e.log' failed: No such file or directory",
    "2026-11-23 22:30:15: (sock_addr.c.543) getaddrinfo failed: Temporary failure in name resolution 'web.lan'",
    '[23-Nov-2026 22:35:33] ERROR: No pool defined. at least one pool section must be specified in config file',
    '2026-11-23 22:34:58.000614 C | etcdmain: error listing data dir: /srv/etcd',
    'ts=2026-11-23T22:29:57.715Z caller=main.go:1166 level=error err="opening storage failed: lock DB directory: resource temporarily unavailable"',
    'ts=2026-11-23T22:35:04.312Z caller=main.go:469 level=error msg="Error loading config (--config.file=p.yml)" file=/srv/p.yml err="parsing YAML file p.yml"',
    '[2026-11-21 17:55:39 +0000] [29] [CRITICAL] An exception occurred during server startup: Failed',
    '/usr/bin/tinyproxy: Could not create listening sockets.',
    '"root" execution of the PostgreSQL server is not permitted.',
    '[ERROR] Fatal error: Please read "Security" section of the manual to find out how to run mysqld as root!',
    '[C 2026-11-21 15:00:00.000 ServerApp] Running as root is not recommended. Use --allow-root to bypass.',
    'Tomcat appears to still be running with PID 1234. Start aborted.',
    'dnsmasq: bad command line options: try --help',
    'dnsmasq: unknown interface eth9',
    'dnsmasq: bad option at line 3 of /etc/dnsmasq.conf',
    '2026-11-22 09:48:13: (configfile.c.2164) source: l.conf line: 3 pos: 0 parser failed somehow near here: (EOL)',
    "can't find the user nosuchuser to switch to",
    'postgres: could not access directory "/srv/pg": No such file or directory',
    '2026/11/22 09:48:30 socat[22] E unknown device/address "TCP-LISTN"',
    'Another twistd server is running, PID 1234',
    'bootstrap check failure [1] of [1]: max virtual memory areas vm.max_map_count [65530] is too low',
    '2026/11/21 15:00:00 DATABASE_URL is not set',
    '2026/11/21 15:00:00 Error loading .env file',
    '2026/11/21 15:00:00 template: pattern matches no files: `templates/*`',
    'Could not find rails-7.0.4 in locally installed gems',
    'Your Ruby version is 3.1.2, but your Gemfile specified 3.2.0',
    "/usr/lib/ruby/vendor_ruby/bundler/definition.rb:36:in `build': /srv/Gemfile not found (Bundler::GemfileNotFound)",
    "app.rb:1:in `read': No such file or directory @ rb_sysopen - conf.json (Errno::ENOENT)",
    "config/shop.rb:7:in 'Shop.load': no database (Shop::BadSettings)",
    '2026-11-21 15:00:00,000 WARN exited: shop (exit status 1; not expected)',
    'time="2026-11-21T15:00:00Z" level=fatal msg="cannot load config: open config.toml: no such file or directory"',
    '{"level":"fatal","ts":1763737200,"msg":"no database"}',
    'F1121 15:00:00.000000       1 main.go:33] cannot open /etc/shop',
    'CRITICAL:root:Cannot start: missing DATABASE_URL',
    '[10:00:00 FTL] Host terminated unexpectedly',
    '2026-11-22 10:00:00.123 +00:00 [FTL] Host terminated unexpectedly',
    '10:00AM FTL cannot load config error="no such file"',
    '2026-11-22T10:00:00Z FTL cannot load config',
    "error: unknown option '--hots'",
    "1234:M 21 Nov 2026 15:00:00.000 # Can't chdir to '/var/lib/redis': Permission denied",
    "supervisor: couldn't exec /srv/run: ENOENT",
    'node[849]: pthread_create: Resource temporarily unavailable',
    "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/srv/package.json'",
    ' ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND  No package.json was found in "/srv".',
    "python3: can't open file '/srv/app.py': [Errno 13] Permission denied",
    'app.py: error: unrecognized arguments: --prt',
    'ERROR:    Error loading ASGI app. Could not import module "main".',
    "Failed to find attribute 'app' in 'shop'.",
    '[2026-11-21 08:00:00 +0000] [11] [ERROR] Reason: Worker failed to boot.',
    '--- no python application found, check your startup logs for errors ---',
    "Error: Cannot find module '/srv/app.js'",
    "[Error: ENOENT: no such file or directory, open 'x']",
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string',
    'npm ERR! Missing script: "start"',
    'npm error Missing script: "dev"',
    'error Command "dev" not found.',
    ' ELIFECYCLE  Command failed with exit code 1.',
    '[nodemon] app crashed - waiting for file changes before starting...',
    'error: Module not found "file:///srv/app.ts".',
    "app.ts(3,5): error TS2304: Cannot find name 'x'.",
    'sh: 1: vite: not found',
    '-bash: flask: command not found',
    'bash: line 1: ./server: Permission denied',
    './run.sh: line 3: /srv/server: cannot execute binary file: Exec format error',
    "nohup: failed to run command './server': Permission denied",
    '/usr/bin/env: ‘node’: No such file or directory',
    'bash: ./x.sh: /bin/foo^M: bad interpreter: No such file or directory',
    './run.sh: line 2:  4242 Segmentation fault      (core dumped) ./server',
    'Bus error',
    "/usr/lib/ruby/kernel_require.rb:85:in `require': cannot load such file -- sinatra (LoadError)",
    'app.rb:3: syntax error, unexpected end-of-input (SyntaxError)',
    'Could not locate Gemfile or .bundle/ directory',
    'Error: Unable to access jarfile app.jar',
    'Error: Could not find or load main class Server',
    'no main manifest attribute, in app.jar',
    'APPLICATION FAILED TO START',
    'Could not open input file: server.php',
    'Name or service not known',
    'Temporary failure in name resolution',
    'Invalid address: 8000',
    'ERROR:    [Errno -2] Name or service not known',
    "[2026-11-21 08:00:00 +0000] [32] [ERROR] Can't connect to ('0.0.0.0.8000', 8000)",
    'main.go:3:2: undefined: foo',
    'error: could not compile `shop` (bin "shop") due to 1 previous error',
    'You must install or update .NET to run this application.',
    "Can't locate Mojolicious/Lite.pm in @INC (you may need to install it) at app.pl line 2.",
    '** (RuntimeError) environment variable DATABASE_URL is missing.',
    'nginx: [emerg] unexpected "}" in /etc/nginx/nginx.conf:3',
    'AH00526: Syntax error on line 3 of /etc/apache2/x.conf:',
    '[ALERT]    (12) : config : Fatal errors found in configuration.',
    '2026-11-21 08:00:00 UTC [12] FATAL:  data directory "/x" has wrong ownership',
    "./server: /lib/libc.so.6: version `GLIBC_2.38' not found (required by ./server)",
    "terminate called after throwing an instance of 'std::runtime_error'",
    'exec /server: exec format error',
    'exec: "npm": executable file not found in $PATH',
    'run.sh: 3: exec: gunicorn: not found',
    './run.sh: 3: gunicorn: not found',
    'flag provided but not defined: -prt',
    'fatal error: all goroutines are asleep - deadlock!',
    '2026/11/21 08:00:00 dial tcp 127.0.0.1:5432: connect: connection refused',
    '2026/11/21 08:00:00 DATABASE_URL must be set',
    'time=2026-11-21T08:00:00.000Z level=ERROR msg="cannot start" err="no database"',
    'error: the following required arguments were not provided:',
    "thread 'main' has overflowed its stack",
    'Parse error: syntax error, unexpected end of file in /srv/index.php on line 3',
    'Undefined subroutine &main::serve called at app.pl line 3.',
    'no configuration at app.pl line 2, <DATA> line 1.',
    "make: *** No rule to make target 'run'.  Stop.",
    'make: *** [Makefile:3: run] Error 1',
    "1795000000: Error: Unknown configuration variable 'lisener'.",
    '[1795000000] unbound[22:0] fatal error: Could not read config file: /etc/unbound/unbound.conf.',
    'doveconf: Fatal: Error in configuration file /etc/dovecot/dovecot.conf line 3: Unknown setting: x',
    "stage proftpd[22]: fatal: unknown configuration directive 'Prt' on line 3 of '/etc/proftpd.conf'",
    '500 OOPS: bad bool value in config file for: anonymous_enable',
    "[22-Nov-2026 10:00:00] ERROR: [/etc/php/fpm.conf:3] unknown entry 'lisen'",
    '[vite] failed to load config from /srv/vite.config.js',
    'Trace/breakpoint trap',
    '2026/11/21 08:00:00 open config.yaml: no such file or directory',
    'Error while loading /srv/app.psgi: No such file or directory at (eval 16) line 4.',
    "aiohttp.web: error: unable to import shop: No module named 'shop'",
    "lua5.4: shop.lua:3: attempt to index a nil value (local 'cfg')",
    'There was an exception (ModuleNotFoundError) importing your module.',
    '@400000006b03b7f730778a14 panic: no database',
    '2026-11-23_03:47:46.59853 panic: no database',
    '2026-11-23T03:47:46.59853 panic: no database',
    '2026-11-23 03:47:46.598530000  panic: no database',
    '2026-11-23T03:47:46: Error: no database',
  ])('is known: %s', line => expect(deathIn(['starting', line])).toBe(line));

  it.each([
    '127.0.0.1 - - [21/Nov/2026 08:00:00] "GET /x HTTP/1.1" 404 - No such file or directory',
    '2026/11/21 08:00:00 [error] 12#12: *1 open() "/x/favicon.ico" failed (2: No such file or directory)',
    '[INFO] Shutting down: Master',
    '[2026-11-21 10:05:00 +0000] [10] [CRITICAL] WORKER TIMEOUT (pid:11)',
    'GET /x not found',
    'user error: not found',
    '2026-11-21 ERROR login failed for user bob',
    'app: error: tried again',
    'DeprecationWarning: x',
    '2026/11/21 08:00:00 http: proxy error: dial tcp 127.0.0.1:9000: connect: connection refused',
    '[2026-11-21 08:00:00,000] ERROR in app: Exception on / [GET]',
    'a non-fatal: tried again',
    'Deprecated: command not found in cache, ok',
    '[2026-11-22 10:00:00.123 4567M] INFO: ########## FTL started on pihole! ##########',
    '[2026-11-22 10:00:00.123] FTL branch: master',
  ])('is not seen in: %s', line => expect(deathIn(['starting', line])).toBeUndefined());

  it('names the reason rather than the end that it led to', () => {
    expect(
      deathIn([
        "ModuleNotFoundError: No module named 'shop'",
        '[2026-11-21 08:00:00 +0000] [12] [INFO] Worker exiting (pid: 12)',
        '[2026-11-21 08:00:00 +0000] [11] [ERROR] Reason: Worker failed to boot.',
      ]),
    ).toBe("ModuleNotFoundError: No module named 'shop'");
    expect(deathIn(['2026/11/21 08:00:00 cannot read config', 'exit status 1'])).toContain('cannot read');
    expect(
      deathIn([
        "2026-11-23 19:44:47 0 [ERROR] mariadbd: unknown variable 'bnd-address=0.0.0.0'",
        '2026-11-23 19:44:47 0 [Note] Plugin is disabled.',
        '2026-11-23 19:44:47 0 [ERROR] Aborting',
      ]),
    ).toContain('unknown variable');
    expect(
      deathIn([
        "[ALERT]    (23) : config : parsing [h.cfg:5] : unknown keyword 'sever' in 'listen' section",
        '[ALERT]    (23) : config : Error(s) found in configuration file : h.cfg',
        '[ALERT]    (23) : config : Fatal errors found in configuration.',
      ]),
    ).toContain('unknown keyword');
    expect(
      deathIn([
        '*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***',
        'Reading the configuration file, at line 2',
        ">>> 'bindd 0.0.0.0'",
        'Bad directive or wrong number of arguments',
      ]),
    ).toContain('Bad directive');
    expect(
      deathIn([
        '23:M 23 Nov 2026 22:35:50.801 # *** FATAL AOF MANIFEST FILE ERROR ***',
        '23:M 23 Nov 2026 22:35:50.801 # Invalid AOF manifest file format',
      ]),
    ).toContain('Invalid AOF');
    expect(
      deathIn([
        '21:M 23 Nov 2026 22:23:05.970 # Warning: Could not create server TCP listening socket #:6379: Name or service not known',
        '21:M 23 Nov 2026 22:23:05.970 # Failed listening on port 6379 (TCP), aborting.',
      ]),
    ).toContain('Name or service not known');
    expect(
      deathIn([
        'Duplicate config variable in conditional 0 global: server.port',
        '2026-11-23 22:23:23: (configfile.c.2164) source: l.conf line: 4 pos: 0 parser failed somehow near here: (EOL)',
      ]),
    ).toMatch(/Duplicate.*l\.conf line: 4/);
    expect(
      deathIn([
        "[ALERT]    (22) : config : [h.cfg:8] : 'server f/s' : could not resolve address 'app1'.",
        '[ALERT]    (22) : config : Failed to initialize server(s) addr.',
      ]),
    ).toContain('app1');
    expect(
      deathIn([
        '[!] SSL_CTX_use_certificate_chain_file: bss_file.c:297: error:80000002:system library::No such file or directory',
        '[!] Service [web]: Failed to initialize TLS context',
        '[!] Configuration failed',
      ]),
    ).toContain('No such file');
    expect(
      deathIn([
        '2026-11-23 22:23:48 0 [ERROR] InnoDB: Unable to lock ./ibdata1 error: 11',
        "2026-11-23 22:23:48 0 [ERROR] Plugin 'InnoDB' registration as a STORAGE ENGINE failed.",
        '2026-11-23 22:23:48 0 [ERROR] Failed to initialize plugins.',
        '2026-11-23 22:23:48 0 [ERROR] Aborting',
      ]),
    ).toContain('Unable to lock');
    expect(
      deathIn([
        "ModuleNotFoundError: No module named 'shop'",
        "unable to load app 0 (mountpoint='') (callable not found or import error)",
        '*** no app loaded. going in full dynamic mode ***',
        '--- no python application found, check your startup logs for errors ---',
      ]),
    ).toContain("named 'shop'");
    expect(
      deathIn(['AH00526: Syntax error on line 3 of /etc/apache2/x.conf:', "Invalid command 'Lisen'"]),
    ).toBe("AH00526: Syntax error on line 3 of /etc/apache2/x.conf: Invalid command 'Lisen'");
    expect(
      deathIn([
        "thread 'main' (48) panicked at src/main.rs:1:51:",
        'no database',
        'stack backtrace:',
        '   0: x',
      ]),
    ).toBe("thread 'main' (48) panicked at src/main.rs:1:51: no database");
    expect(
      deathIn([
        "terminate called after throwing an instance of 'std::runtime_error'",
        '  what():  no database',
      ]),
    ).toContain('no database');
    expect(deathIn(['npm error Missing script: "dev"', 'npm error', 'npm error   npm run'])).toContain('dev');
  });

  it('is not what supervisord has started again since', () => {
    const exited = '2026-11-21 15:00:00,000 WARN exited: cron (exit status 1; not expected)';
    const up = (name: string) =>
      `2026-11-21 15:00:02,000 INFO success: ${name} entered RUNNING state, process`;
    expect(deathIn([exited, up('cron')])).toBeUndefined();
    expect(deathIn([exited, up('shop')])).toBe(exited);
    expect(deathIn([up('cron'), exited])).toBe(exited);
  });

  it('is not what supervisord says of its own rights', () =>
    expect(
      deathIn([
        '2026-11-21 15:00:00,000 CRIT Supervisor is running as root. If you intend to run as root, you can.',
      ]),
    ).toBeUndefined());

  it.each([
    'fatal: not a git repository (or any of the parent directories): .git',
    '[2026-11-21 15:00:00] ERROR: [req-7] no such order',
    '[Sat Nov 21 15:00:00.1 2026] [php:error] [pid 5] [client 10.0.0.2:4] PHP Fatal error:  Uncaught Error',
    'INFO: 404 /favicon.ico: not found',
  ])('is not what a program says and goes on: %s', line => expect(deathIn([line])).toBeUndefined());

  it.each([
    'fatal error: all goroutines are asleep - deadlock!',
    'sshd[7]: fatal: Cannot bind any address.',
    '[21-Nov-2026 15:00:00] ERROR: [/etc/php/8.2/fpm/pool.d/www.conf:3] unknown entry',
    'run.sh: 3: gunicorn: not found',
  ])('is %s', line => expect(deathIn([line])).toBe(line));

  it('is the last of several errors that Node met, however many lines it makes of them', () => {
    const one = (address: string) => [
      `    Error: connect ECONNREFUSED ${address}`,
      ...Array.from({ length: 8 }, () => '      errno: -111,'),
    ];
    const lines = [
      'AggregateError [ECONNREFUSED]: ',
      ...Array.from({ length: 6 }, () => '    at connect (node:net:1:1)'),
    ];
    const ends = ['  ]', '}', 'Node.js v20.20.2'];
    expect(deathIn([...lines, '  [errors]: [', ...one('::1:6379'), ...one('127.0.0.1:6379'), ...ends])).toBe(
      'AggregateError [ECONNREFUSED]: connect ECONNREFUSED 127.0.0.1:6379',
    );
    expect(deathIn(['AggregateError: ', 'Node.js v20.20.2'])).toBe('AggregateError: ');
  });

  it('is of the last run only', () => {
    const machine = { now: 10_000, bootedAt: 0 } as never;
    const log = (lines: readonly string[]) =>
      lastError({ path: '/x', modifiedAt: 9000, because: 'caller-directory', lines, pid: null }, machine);
    expect(log(['python3: No module named flask', 'Running on http://127.0.0.1:8000'])).toBeUndefined();
    expect(log(['Running on http://127.0.0.1:8000', 'python3: No module named flask'])?.kind).toBe('crash');
    expect(
      log(['(13)Permission denied: could not bind to address 0.0.0.0:80', 'no listening sockets available'])
        ?.kind,
    ).toBe('permission');
  });

  it('is no word of a run before this machine started', () => {
    const log = { path: '/x', because: 'caller-directory', lines: ['KeyError: 1'], pid: null } as const;
    const machine = { now: 10_000, bootedAt: 9500 } as never;
    expect(lastError({ ...log, modifiedAt: 9000 }, machine)).toBeUndefined();
    expect(lastError({ ...log, modifiedAt: 9700 }, machine)?.kind).toBe('crash');
  });
});

it('knows the word for signal 9, by itself and in a script', () => {
  expect(killIn(['Killed'])).toBe('Killed');
  const byShell = './run.sh: line 2:  4242 Killed                  python3 app.py';
  expect(killIn([byShell])).toBe(byShell);
  expect(killIn(['listening', byShell, 'exited with 137'])).toBe(byShell);
  expect(killIn([byShell, 'listening', 'GET /', 'GET /', 'GET /'])).toBeUndefined();
  expect(killIn([byShell, "KeyError: 'PORT'"])).toBeUndefined();
  expect(killIn(['Killed 3 idle sessions'])).toBeUndefined();
});

it.each([
  '[2026-11-23 07:44:57 +0000] [36] [INFO] Handling signal: term',
  'INFO:     Shutting down',
  'SIGTERM received, shutting down gracefully',
  '12:00:02 system   | SIGINT received, starting shutdown',
  '2026-11-23 07:45:05.598 | INFO     | app:stop:7 - Received SIGTERM',
  '2026/11/23 07:45:05 [notice] 39#39: signal 15 (SIGTERM) received from 55, exiting',
  '[Mon Nov 23 07:42:24.967740 2026] [mpm_event:notice] [pid 45:tid 45] AH00491: caught SIGTERM, shutting down',
  '46:signal-handler (1795419000) Received SIGTERM scheduling shutdown...',
  '{"level":"info","msg":"shutting down apps, then terminating","signal":"SIGTERM"}',
  '2026/11/23 07:45:05 received signal: interrupt',
  '2026-11-23 07:49:16.598 UTC [46] LOG:  received fast shutdown request',
  '2026-11-23  7:49:16 0 [Note] /usr/sbin/mariadbd (initiated by: unknown): Normal shutdown',
])('has not died of what it said before it was told to end: %s', line => {
  const error = ['Traceback (most recent call last)', 'ValueError: boom'];
  expect(deathIn([...error, line, 'Bye'])).toBeUndefined();
  expect(deathIn([line, ...error])).toBe('ValueError: boom');
});

it.each([
  '12:00:02 worker.1  | Received SIGTERM, shutting down',
  'worker-1  | Received SIGTERM, shutting down',
  '[ERROR] Worker (pid:36) was sent SIGTERM!',
  '[INFO] Handling signal: hup',
  '[INFO] Shutting down: Master',
])('has died of what it said before its workers ended: %s', line =>
  expect(deathIn(['ValueError: boom', line])).toBe('ValueError: boom'),
);

it('takes no time for a long line of a shell, or of whoever is told much', () => {
  expect(deathIn(['sh: '.repeat(15_000)])).toBeUndefined();
  expect(deathIn(['received SIGTERN '.repeat(10_000)])).toBeUndefined();
}, 3_000);

it('takes an error after which a program of Go has gone on for none that ended it', () => {
  const lines = ['ts=1 level=error err="remote write: no answer"', 'ts=2 level=info msg="compacted"'];
  expect(deathIn(lines)).toBeUndefined();
});

it('takes the error of a request that a development server passed on for no end of it', () => {
  const stack = '    at internalConnectMultiple (node:net:1122:18)';
  const vite = ['7:55:00 PM [vite] http proxy error: /api/x', 'AggregateError [ECONNREFUSED]: ', stack];
  const next = ["Failed to proxy http://localhost:4000/x [AggregateError: ] { code: 'ECONNREFUSED' }"];
  expect(deathIn(vite)).toBeUndefined();
  expect(deathIn([...next, "[AggregateError: ] { code: 'ECONNREFUSED' }"])).toBeUndefined();
  expect(deathIn([...vite, 'TypeError: config is undefined', stack])).toContain('config');
});
