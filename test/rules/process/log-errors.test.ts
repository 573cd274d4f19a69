import { describe, expect, it } from 'vitest';
import { withoutClock } from '../../../src/facts/logs/port-said.js';
import type { LogExcerpt } from '../../../src/facts/logs/types.js';
import type { Machine } from '../../../src/facts/machine/types.js';
import { errorsAbout } from '../../../src/rules/process/errors-about.js';
import { lastError } from '../../../src/rules/process/log-errors.js';
import { voicesOf } from '../../../src/rules/process/log-voices.js';

const machine = { now: 10_000, bootedAt: 0 } as Machine;
const log = (...lines: readonly string[]): LogExcerpt => ({
  path: '/srv/nohup.out',
  modifiedAt: 9000,
  because: 'caller-directory',
  lines,
  pid: null,
});

describe('the last error of a log', () => {
  const thin = ['Thin web server (v1.8.1)', 'Listening on 0.0.0.0:PORT, CTRL+C to stop'];
  const noAcceptor =
    "eventmachine.rb:532:in `start_tcp_server': no acceptor (port is in use or requires root privileges) (RuntimeError)";
  const onPort = (port: number) => thin.map(line => line.replace('PORT', String(port)));
  it.each([
    [
      'OpenSSL reads a file and binds nothing',
      [
        '1795472587: Opening ipv4 listen socket on port 8883.',
        '1795472587: Error: Unable to load server key file "/srv/s.key". Check keyfile.',
        '1795472587: OpenSSL Error[0]: error:8000000D:system library::Permission denied',
      ],
      { kind: 'crash', line: expect.stringContaining('key file') },
    ],
    [
      'Python names the port in the call above',
      [
        'Traceback (most recent call last):',
        '  File "/srv/shop.py", line 2, in <module>',
        '    admin = http.server.HTTPServer(("0.0.0.0", 9000), Admin)',
        '  File "/usr/lib/python3.11/socketserver.py", line 472, in server_bind',
        '    self.socket.bind(self.server_address)',
        'OSError: [Errno 98] Address already in use',
      ],
      { kind: 'address-in-use', port: 9000 },
    ],
    [
      'who is not listening has not begun to',
      [
        "[22:2    0] Can't bind socket to address 10.77.0.9:6667 - Cannot assign requested address!",
        "[22:1    0] Server isn't listening on a single port!",
      ],
      { kind: 'address-not-here', port: 6667 },
    ],
    [
      'MariaDB asks whether another one runs, and listens nowhere',
      [
        "2026-11-23 22:46:11 0 [ERROR] Can't start server : Bind on unix socket: No such file or directory",
        '2026-11-23 22:46:11 0 [ERROR] Do you already have another server running on socket: /run/my.sock ?',
        '2026-11-23 22:46:11 0 [ERROR] Aborting',
      ],
      { kind: 'crash', line: expect.stringContaining('Bind on unix socket') },
    ],
    [
      'a time of day with a T before it is no port',
      [
        "2026-11-21T17:58:04+0000 [stderr#error] CannotListenError: Couldn't listen on 0.0.0.0:80: [Errno 13] Permission denied.",
      ],
      { kind: 'permission', port: 80 },
    ],
    [
      'Mosquitto names the port before',
      ['1795461583: Opening ipv6 listen socket on port 1883.', '1795461583: Error: Address already in use'],
      { kind: 'address-in-use', port: 1883 },
    ],
    [
      'Jupyter has words of its own',
      [
        'Permission to listen on port 80 denied.',
        'The Jupyter server could not be started because no available port',
      ],
      { kind: 'permission', port: 80 },
    ],
    [
      'MariaDB asks whether another server is running on the port',
      [
        "[ERROR] Can't start server: Bind on TCP/IP port. Got error: 98: Address already in use",
        '[ERROR] Do you already have another server running on port: 3306 ?',
        '[ERROR] Aborting',
      ],
      { kind: 'address-in-use', port: 3306 },
    ],
    [
      'others ask so too',
      ['Error: listen EADDRINUSE: address already in use :::3000', 'Is another app running at :3000?'],
      { kind: 'address-in-use', port: 3000 },
    ],
    [
      'yarn has the last word on a Node that ended',
      [
        'TypeError: x',
        'Node.js v20.1.0',
        'error Command failed with exit code 1.',
        'info Visit https://y.com',
      ],
      { kind: 'crash', final: true },
    ],
    [
      'Caddy says "listening on" of what it could not have',
      [
        'Error: start: listening on 10.0.0.9:8080: listen tcp 10.0.0.9:8080: bind: cannot assign requested address',
      ],
      { kind: 'address-not-here', port: 8080 },
    ],
    [
      'nginx at an IPv6 address, whose last part is no port',
      [
        '2026/11/22 09:02:20 [emerg] 22#22: bind() to [fd77::99]:8080 failed (99: Cannot assign requested address)',
      ],
      { kind: 'address-not-here', port: 8080 },
    ],
    [
      'node at an IPv6 address, which it writes without brackets',
      ['Error: listen EADDRNOTAVAIL: address not available fd77::99:8080'],
      { kind: 'address-not-here', port: 8080 },
    ],
    [
      'NATS, whose address is no port',
      [
        '[21] 2026/11/22 21:48:55.057 [FTL] Error listening on port: 203.0.113.9:4222, "listen tcp 203.0.113.9:4222: bind: cannot assign requested address"',
      ],
      { kind: 'address-not-here', port: 4222 },
    ],
    [
      'Node without a local port for its database',
      ['Error: connect EADDRNOTAVAIL 10.0.0.5:5432 - Local (0.0.0.0:0)', 'Node.js v20.1.0'],
      { kind: 'crash' },
    ],
    [
      'Python without one, which says so above',
      [
        'Traceback (most recent call last):',
        '  File "socket.py", line 836, in create_connection',
        '    sock.connect(sa)',
        'OSError: [Errno 99] Cannot assign requested address',
      ],
      { kind: 'crash' },
    ],
    [
      'Python of a folder that is called connect, which could not bind',
      [
        'Traceback (most recent call last):',
        '  File "/srv/connect/app.py", line 9, in main',
        '    serve(connect(settings))',
        '  File "/usr/lib/python3.13/socketserver.py", line 478, in server_bind',
        '    self.socket.bind(self.server_address)',
        '    ~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^',
        'OSError: [Errno 99] Cannot assign requested address',
      ],
      { kind: 'address-not-here' },
    ],
    [
      "gunicorn's word for an address that is not here, and what it ends with",
      [
        "[2026-11-22 09:02:15 +0000] [22] [ERROR] Invalid address: ('203.0.113.10', 8000)",
        "[2026-11-22 09:02:20 +0000] [22] [ERROR] Can't connect to ('203.0.113.10', 8000)",
      ],
      { kind: 'address-not-here', port: 8000 },
    ],
    [
      'Flask, whose words are bare',
      [" * Serving Flask app 'app'", ' * Debug mode: off', 'Permission denied'],
      { kind: 'permission', port: null },
    ],
    [
      'Flask, of an application that it found by itself',
      [' * Debug mode: off', 'Permission denied'],
      { kind: 'permission', port: null },
    ],
    [
      'a file that may not be read, in a folder whose name is like a word about ports',
      [
        'Traceback (most recent call last):',
        '  File "/srv/portal/listener/server.py", line 2, in <module>',
        "PermissionError: [Errno 13] Permission denied: '/etc/shop/key'",
      ],
      { kind: 'crash', port: null },
    ],
    [
      'a file that may not be read, by a server that has spoken of its port',
      ['starting on port 80', "Error: EACCES: permission denied, open '/etc/shop/key'", 'Node.js v20.1.0'],
      { kind: 'crash' },
    ],
    [
      'nginx, whose last word is of a file',
      [
        'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
        'nginx: [emerg] open() "/run/nginx.pid" failed (13: Permission denied)',
      ],
      { kind: 'permission', port: 80, line: expect.stringContaining('bind()') },
    ],
    [
      'apt, which may not open its lock, beside words of ports',
      [
        'reading the list of the mirror, port 80',
        'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)',
        'RuntimeError: no packages',
      ],
      { kind: 'crash' },
    ],
    ['Django', ["Error: That IP address can't be assigned to."], { kind: 'address-not-here' }],
    [
      'Bokeh',
      ["2026-11-22 09:02:15,789 Cannot start Bokeh server, address '203.0.113.10' not available"],
      { kind: 'address-not-here' },
    ],
    [
      'gunicorn, which opens the socket that it is controlled by after its worker has failed',
      [
        "ModuleNotFoundError: No module named 'shop'",
        '[2026-11-22 09:02:15 +0000] [33] [INFO] Worker exiting (pid: 33)',
        '[2026-11-22 09:02:15 +0000] [32] [INFO] Control socket listening at /root/.gunicorn/gunicorn.ctl',
        '[2026-11-22 09:02:15 +0000] [32] [ERROR] Reason: Worker failed to boot.',
      ],
      { kind: 'crash', line: "ModuleNotFoundError: No module named 'shop'" },
    ],
    ['Thin, whose words come late', [noAcceptor, ...onPort(8080)], { kind: 'address-in-use', port: 8080 }],
    ['Thin on a low port', [noAcceptor, ...onPort(80)], { kind: 'permission', port: 80 }],
    [
      'Caddy without its admin port, of which no client asks',
      [
        'Error: starting caddy administration endpoint: listen tcp 127.0.0.1:2019: bind: address already in use',
      ],
      { kind: 'crash', port: null },
    ],
    [
      'uWSGI, which says another is running there',
      [
        'probably another instance of uWSGI is running on the same address (0.0.0.0:8000).',
        'bind(): Address already in use [core/socket.c line 769]',
      ],
      { kind: 'address-in-use', port: 8000 },
    ],
    [
      'Tomcat whose server.xml is malformed',
      [
        'SEVERE: Parse fatal error at line [6] column [5]',
        'org.xml.sax.SAXParseException; systemId: file:/srv/conf/server.xml; lineNumber: 6; must be terminated',
        '\tat org.apache.catalina.startup.Bootstrap.main(Bootstrap.java:484)',
        'SEVERE: Cannot start server. Server instance is not configured.',
      ],
      {
        kind: 'crash',
        line: 'org.xml.sax.SAXParseException; systemId: file:/srv/conf/server.xml; lineNumber: 6; must be terminated',
      },
    ],
    [
      'Tomcat without its connector, which goes on',
      [
        'SEVERE: Failed to initialize component [Connector["http-nio-8080"]]',
        'Caused by: java.net.BindException: Address already in use',
        'INFO: Server startup in [3787] milliseconds',
      ],
      { kind: 'address-in-use', port: 8080 },
    ],
    [
      'Tomcat without its shutdown port',
      [
        'SEVERE [main] StandardServer.await Failed to create server shutdown socket on address [localhost] and port [8005]',
        'java.net.BindException: Address already in use',
      ],
      { kind: 'crash', port: null },
    ],
    [
      'gunicorn at an address that is not here, whose last word is the same as for a denied port',
      ["[ERROR] Invalid address: ('10.0.0.9', 80)", "[ERROR] Can't connect to ('10.0.0.9', 80)"],
      { kind: 'address-not-here', port: 80, line: "[ERROR] Invalid address: ('10.0.0.9', 80)" },
    ],
    [
      'gunicorn at one address of a denied port',
      ["[ERROR] Can't connect to ('10.0.0.1', 80)"],
      { kind: 'permission', port: 80 },
    ],
    [
      'gunicorn beside the PID file of a living process, which is no start',
      [
        '[INFO] Starting gunicorn 20.1.0',
        "Error: Already running on PID 22 (or pid file 'app.pid' is stale)",
      ],
      { kind: 'crash', line: "Error: Already running on PID 22 (or pid file 'app.pid' is stale)" },
    ],
    [
      "Django's runserver on a low port, which it has named as it started",
      [
        'Starting development server at http://0.0.0.0:80/',
        'Quit the server with CONTROL-C.',
        "Error: You don't have permission to access that port.",
      ],
      { kind: 'permission', line: "Error: You don't have permission to access that port." },
    ],
    [
      'a question of PostgreSQL, which says of another server that it may not run',
      [
        'Traceback (most recent call last):',
        '  File "/srv/app.py", line 3, in <module>',
        'sqlalchemy.exc.OperationalError: connection to server at "db" (10.0.0.5), port 5432 failed: Connection refused',
        '\tIs the server running on that host and accepting TCP/IP connections?',
        '',
      ],
      { kind: 'crash', port: null, line: expect.stringContaining('OperationalError') },
    ],
    [
      'the port of a database that it could not connect to',
      [
        'Traceback (most recent call last):',
        '  File "/srv/app.py", line 3, in <module>',
        `django.db.utils.OperationalError: (2003, "Can't connect to MySQL server on '127.0.0.1:3306' (111)")`,
      ],
      { kind: 'crash', port: null },
    ],
    [
      'no port of the call by which Python could not reach a server',
      [
        'Traceback (most recent call last):',
        '  File "/srv/app.py", line 3, in <module>',
        '    queue = Redis("10.0.0.5", port=6379)',
        'OSError: [Errno 113] No route to host',
      ],
      { kind: 'crash', port: null },
    ],
    [
      'no port of the traceback of another error',
      [
        'Traceback (most recent call last):',
        '    serve()',
        'OSError: [Errno 98] Address already in use',
        'Traceback (most recent call last):',
        '    report(port=6379)',
        'TimeoutError',
      ],
      { kind: 'address-in-use', port: null },
    ],
    [
      'CherryPy, which looks whether the port is free',
      ["OSError: Port 8080 not free on '127.0.0.1'"],
      { kind: 'address-in-use', port: 8080 },
    ],
    [
      'react-scripts without anybody to ask for another port',
      ['Something is already running on port 3000.'],
      { kind: 'address-in-use', port: 3000 },
    ],
    [
      "an example of Node's documentation",
      ['Address in use, retrying...'],
      { kind: 'address-in-use', port: null },
    ],
    [
      'a connection that could not be made, whose port is the other end',
      ['Server ready on http://localhost:3000', 'Error: connect ECONNREFUSED 127.0.0.1:6379'],
      { kind: 'crash', port: null },
    ],
    [
      'another, in the words of libpq',
      [
        'psycopg2.OperationalError: connection to server at "127.0.0.1", port 5432 failed: Connection refused',
      ],
      { kind: 'crash', port: null },
    ],
    [
      'Privoxy',
      [
        "Fatal error: can't bind to 0.0.0.0:8118: There may be another Privoxy or some other proxy running on port 8118",
      ],
      { kind: 'address-in-use', port: 8118 },
    ],
  ])('%s', (_, lines, expected) => expect(lastError(log(...lines), machine)).toMatchObject(expected));

  it.each([80, 8000])("takes gunicorn's last words for what they mean at port %d", port => {
    const where = `('203.0.113.10', ${port})`;
    const lines = [`[22] [ERROR] Invalid address: ${where}`, `[22] [ERROR] Can't connect to ${where}`];
    expect(lastError(log(...lines), machine)).toMatchObject({ kind: 'address-not-here', port });
  });

  const taken: readonly (readonly [number | null, ...string[]])[] = [
    [
      8080,
      'Web server failed to start. Port 8080 was already in use.',
      "Identify and stop the process that's listening on port 8080 or configure this application to listen on another port.",
    ],
    [8080, 'Port 8080 seems to be in use by another process. Quarkus may already be running'],
    [8080, 'Error starting Micronaut server: Unable to start server. Port already in use: 8080'],
    [
      8080,
      'java.io.IOException: Failed to bind to /0.0.0.0:8080',
      'Caused by: java.net.BindException: Address already in use',
    ],
    [4000, '[error] Running ShopWeb.Endpoint with Bandit 1.5.7 at http failed, port 4000 already in use'],
    [5672, 'in ranch_tcp:listen([{port,5672}]) for reason eaddrinuse (address already in use)'],
    [8888, 'ERROR: the notebook server could not be started because port 8888 is not available.'],
    [6006, 'ERROR: TensorBoard could not bind to port 6006, it was already in use'],
    [null, 'OSError: Cannot find empty port in range: 7860-7860.'],
    [8080, 'failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use'],
    [80, '[ALERT] : Starting frontend f: cannot bind socket (Address already in use) [0.0.0.0:80]'],
    [8080, '2026/11/21 08:00:00 listen tcp :8080: bind: address already in use'],
    [3000, 'ERROR: Something is already using port 3000'],
  ];
  it.each(taken.map(([port, ...lines]) => ({ port, lines })))(
    'hears of port $port that it is taken: $lines.0',
    ({ port, lines }) =>
      expect(lastError(log(...lines), machine)).toMatchObject({ kind: 'address-in-use', port }),
  );

  it.each([
    'Listening on 8080',
    'AH00163: Apache/2.4.66 (Debian) configured -- resuming normal operations',
    '[Server] /usr/sbin/mysqld: ready for connections. Version: 8.0.36',
    'main org.apache.catalina.startup.Catalina.start Server startup in [612] milliseconds',
    'Tomcat started on port 8080 (http) with context path /',
    '{"s":"I","c":"NETWORK","msg":"Waiting for connections","attr":{"port":27017}}',
  ])('is undefined once it listens: %s', said =>
    expect(lastError(log('OSError: [Errno 98] Address already in use', said), machine)).toBe(undefined),
  );

  it("is undefined once Tomcat's connector is open, at another start", () => {
    const failed = 'SEVERE: Failed to initialize component [Connector["http-nio-8080"]]';
    const opened = 'INFO: Starting ProtocolHandler ["http-nio-8080"]';
    const started = 'INFO: Server startup in [612] milliseconds';
    const reason = 'Caused by: java.net.BindException: Address already in use';
    expect(lastError(log(failed, reason, opened, started), machine)).toBeUndefined();
    const other = opened.replace('8080', '8443');
    expect(lastError(log(failed, reason, other, started), machine)).toMatchObject({ port: 8080 });
    const older = 'SEVERE: Failed to initialize component [Connector[HTTP/1.1-8080]]';
    expect(lastError(log(older, reason, opened, started), machine)).toBeUndefined();
    expect(lastError(log(older, reason, other, started), machine)).toMatchObject({ port: 8080 });
  });
});

it.each([
  ['2026-11-21T17:58:04.123+0000 on 0.0.0.0:80', '2026-11-21T on 0.0.0.0:80'],
  ['[17:58:04] on [::]:80', '[] on [::]:80'],
  ['listen 2001:10:20:30::1', 'listen 2001:10:20:30::1'],
])('takes the time of day out of %s', (line, expected) => expect(withoutClock(line)).toBe(expected));

describe('a log of several programs', () => {
  const died = ["[1] Error: Cannot find module 'x'", '[1] node api.js exited with code 1'];
  it.each([
    ['concurrently', [...died, '[0] listening on 3000']],
    [
      'concurrently with names',
      [...died.map(line => line.replace('[1]', '[api]')), '[web] listening on 3000'],
    ],
    ['foreman', ["10:00:01 api.1  | Error: Cannot find module 'x'", '10:00:02 web.1  | listening on 3000']],
  ])('is read as the logs of each: %s', (_, lines) =>
    expect(errorsAbout([log(...lines)], machine, 4000)).toMatchObject([
      { kind: 'crash', line: "Error: Cannot find module 'x'" },
    ]),
  );

  it.each([
    [['[ERROR] failed to read x', '[INFO] listening on 3000']],
    [['ERROR | address already in use', 'INFO | listening on 3000']],
    [['10:00 | one', 'two']],
    [[]],
  ])('is one log where the words before the lines are levels: %j', lines => {
    const one = log(...lines);
    expect(voicesOf(one)).toEqual([one]);
  });
});

it('takes the family that mini_httpd does without for no failure, where it goes on', () => {
  const taken = 'bind: Address already in use';
  const goesOn = 'mini_httpd: started as root without requesting chroot(), warning only';
  const fails = [taken, taken, "mini_httpd: can't bind to any address"];
  expect(lastError(log(taken, goesOn), machine)).toBeUndefined();
  expect(lastError(log(taken, goesOn, ...fails), machine)).toMatchObject({ kind: 'address-in-use' });
});

it('puts what a program says of its end before what supervisord says of it just after', () => {
  const keeper = {
    ...log('INFO gave up: shop entered FATAL state, too many retries'),
    path: '/srv/supervisord.log',
  };
  const own = { ...log("ModuleNotFoundError: No module named 'x'"), modifiedAt: 8500 };
  expect(errorsAbout([keeper, own], machine, 8000)[0]?.line).toContain("named 'x'");
});
