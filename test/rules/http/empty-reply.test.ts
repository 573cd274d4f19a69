import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/empty-reply.js';
import { rule as hostCheck } from '../../../src/rules/http/host-not-allowed.js';
import type { Finding } from '../../../src/rules/rule.js';
import { machine, unit } from '../../programs/situation.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, attempt, heard, mute, port, said, shaken, unshaken, url } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

describe('http/empty-reply', () => {
  it.each([
    [
      'in the middle of a body',
      url,
      [said({ cut: 'closed' })],
      { severity: 'error', headline: 'the server breaks off its answer' },
    ],
    [
      'in the middle of the page that a redirect leads to',
      url,
      [said({ http: answer(302) }), said({ reason: 'redirect', cut: 'closed' })],
      { severity: 'error' },
    ],
    [
      'chunks that are none',
      url,
      [said({ cut: 'malformed' })],
      { severity: 'error', headline: 'the server breaks off its answer' },
    ],
    [
      'chunks that are none, by a port',
      port,
      [said({ cut: 'malformed' })],
      { severity: 'warning', outcome: 'ok' },
    ],
    [
      'gzip that is none',
      url,
      [said({ http: answer(200, '<h1>hello</h1>', { 'content-encoding': 'gzip' }) })],
      { severity: 'warning', outcome: 'ok' },
    ],
    ['FIN', url, [mute()], { severity: 'error', outcome: 'no-answer' }],
    ['RST', url, [mute({ outcome: 'reset' })], { severity: 'error', outcome: 'reset' }],
    [
      'after a handshake, by whatever name it is asked',
      url,
      [mute({ asked: 'https', tls: shaken() }), mute({ asked: 'https', reason: 'localhost', tls: shaken() })],
      { severity: 'error', outcome: 'no-answer' },
    ],
    [
      'after a handshake in which no certificate of the client is wanted',
      url,
      [
        mute({ asked: 'https', tls: shaken() }),
        said({ asked: 'tls', reason: 'client-certificate', protocol: 'tls', http: null, tls: unshaken() }),
      ],
      { severity: 'error', outcome: 'no-answer' },
    ],
    [
      'from a server that answers HTTP/2 in HTTP/1',
      url,
      [
        mute(),
        mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() }),
        said({ reason: 'service', protocol: 'http' }),
      ],
      { severity: 'error' },
    ],
    [
      'from a server that wants the PROXY protocol',
      url,
      [
        mute(),
        mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() }),
        said({ asked: 'service', reason: 'service', service: 'proxy-protocol', protocol: 'http' }),
      ],
      { severity: 'error', summary: expect.stringContaining('PROXY protocol') },
    ],
    ['on everybody', port, [mute(), mute({ asked: 'listen', reason: 'wait' })], { severity: 'error' }],
    [
      'at once, and resets what was asked',
      port,
      [mute({ outcome: 'reset' }), mute({ asked: 'listen', reason: 'wait' })],
      { severity: 'error', summary: expect.stringContaining('closes the connection at once') },
    ],
    [
      'on HTTP alone',
      port,
      [mute(), mute({ asked: 'listen', reason: 'wait', outcome: 'silent' })],
      { severity: 'note' },
    ],
    [
      'of a Go program that panics, and calls what is no request a bad one',
      port,
      [mute(), said({ reason: 'service', service: 'memcached', protocol: 'http' })],
      { severity: 'error', outcome: 'no-answer' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['gzip', url, [said({ http: answer(200, '\u001f\ufffd\b', { 'content-encoding': 'gzip' }) })]],
    ['no body to unpack', url, [said({ http: answer(200, '', { 'content-encoding': 'gzip' }) })]],
    [
      'gzip that is none, by a port',
      port,
      [said({ http: answer(200, 'hi', { 'content-encoding': 'gzip' }) })],
    ],
    ['an answer', url, [said()]],
    [
      'a certificate of the client is wanted, which the hello alone says',
      port,
      [
        mute({ asked: 'https', tls: shaken() }),
        mute({ asked: 'https', reason: 'wait', tls: shaken() }),
        said({
          asked: 'tls',
          reason: 'client-certificate',
          protocol: 'tls',
          http: null,
          tls: unshaken({ clientCertificateRequested: true }),
        }),
      ],
    ],
    ['TLS is spoken', url, [mute(), said({ asked: 'https', reason: 'tls-proof', tls: shaken() })]],
    [
      'another protocol is spoken',
      port,
      [
        mute(),
        mute({ asked: 'https', reason: 'tls-proof', tls: unshaken() }),
        said({ reason: 'service', protocol: 'fastcgi', http: null }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

describe('of one who serves by a process of its own', () => {
  const held = (command: string, more = {}) => ({
    sockets: known([listener('0.0.0.0', 8000, { inode: 7 })], 'the test'),
    owners: known({ pidsByInode: { 7: [42] }, hidden: [] }, 'the test'),
    processes: known([running(42, command.split(' '))], 'the test'),
    ...more,
  });

  it('names the unit for which systemd takes connections', () => {
    const units = known([unit({ name: 'echo.socket', listens: ['[::]:8000'] })], 'the test');
    const conversations = [mute(), mute({ asked: 'listen', reason: 'wait' })];
    expect(verdictOf(rule, heard(conversations, held('systemd', { units })), port)).toMatchObject({
      summary: expect.stringContaining('systemd takes connections for echo.socket'),
      fixes: [{ text: expect.stringContaining("journalctl -e -u 'echo[.@]*'") }],
    });
  });

  it('names it for a unix socket too', () => {
    const path = '/run/shop.sock';
    const units = known([unit({ name: 'shop.socket', listens: [path] })], 'the test');
    const asked = { ...port, address: '', port: 0, target: { ...port.target, socketPath: path } };
    const sockets = known([listener('', 0, { inode: 7 })], 'the test');
    const probes = known([attempt([mute()], { address: path, port: 0 })], 'the test');
    const facts = heard([], { ...held('systemd', { units }), sockets, probes });
    expect(verdictOf(rule, facts, asked)).toMatchObject({ severity: 'error' });
  });

  it('is an error of a service that hangs up on its own protocol', () => {
    const conversations = [mute({ asked: 'service', service: 'mqtt' })];
    expect(verdictOf(rule, heard(conversations, held('mosquitto')), port)).toMatchObject({
      severity: 'error',
    });
    expect(verdictOf(rule, heard(conversations, held('python3 x.py')), port)).toBe('ruled-out');
    const proof = said({ asked: 'tls', reason: 'tls-proof', http: null, protocol: 'tls', tls: shaken() });
    expect(verdictOf(rule, heard([...conversations, proof], held('mosquitto')), port)).toBe('ruled-out');
  });

  it('is no error of a service that speaks another protocol inside TLS', () => {
    const conversations = [mute({ asked: 'https', tls: shaken() })];
    expect(verdictOf(rule, heard(conversations, held('slapd')), port)).toMatchObject({ severity: 'note' });
    expect(verdictOf(rule, heard(conversations, held('python3 x.py')), port)).toMatchObject({
      severity: 'error',
    });
    // nginx whose owner cannot be seen may hang up on those who name no site of its own.
    const unnamed = [mute({ asked: 'https', tls: shaken({ nameMatches: false }) })];
    expect(verdictOf(rule, heard(unnamed), port)).toMatchObject({ severity: 'note', outcome: 'ok' });
    expect(verdictOf(rule, heard(unnamed), url)).toMatchObject({ severity: 'error' });
    const ldaps = [mute({ asked: 'https', port: 636, tls: shaken() })];
    expect(verdictOf(rule, heard(ldaps), port)).toMatchObject({ severity: 'note' });
  });

  const more = {
    machine: known(machine, 'the test'),
    units: known([], 'the test'),
    pm2: known([], 'the test'),
    containers: known([], 'the test'),
  };
  const conversations = [mute(), mute({ asked: 'listen', reason: 'wait', outcome: 'silent' })];

  it('names the terminal that was closed, and starts it again without one', () => {
    const gone = '/dev/pts/3 (deleted)';
    const processes = known(
      [running(42, ['python3', '-m', 'http.server', '8000'], { output: gone, errors: gone })],
      'the test',
    );
    expect(verdictOf(rule, heard(conversations, held('', { ...more, processes })), port)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('pts/3, a terminal that was closed'),
      evidence: expect.arrayContaining([
        expect.objectContaining({ says: expect.stringContaining('/dev/pts/3') }),
      ]),
      fixes: [
        { steps: [{ do: 'stop', pid: 42 }, { command: expect.stringMatching(/^nohup .*>>nohup\.out/) }] },
      ],
    });
  });

  it('says that nobody reads its output any more, and leaves the start to supervisord where that had it', () => {
    const fixOf = (environment: Readonly<Record<string, string>>) => {
      const own = { unreadOutput: 'pipe:[7]', output: 'pipe:[7]', errors: 'pipe:[7]', environment };
      const processes = known([running(42, ['python3', '-m', 'http.server', '8000'], own)], 'the test');
      const told = verdictOf(rule, heard(conversations, held('', { ...more, processes })), port);
      expect(told).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('a pipe that nobody'),
      });
      return (told as Finding).fixes[0];
    };
    expect(fixOf({})?.steps?.at(-1)).toMatchObject({ command: expect.stringMatching(/^nohup /) });
    expect(fixOf({ SUPERVISOR_PROCESS_NAME: 'shop_00', SUPERVISOR_GROUP_NAME: 'shop' })?.text).toContain(
      'supervisorctl restart shop:shop_00',
    );
  });

  it('is an error of one whose source says that it speaks HTTP', () => {
    const text = 'import http.server\nhttp.server.HTTPServer(("", 8000), H).serve_forever()\n';
    const configuration = known([{ path: '/srv/server.py', text, modifiedAt: 0 }], 'the test');
    const its = held('python3 server.py', { ...more, configuration });
    expect(verdictOf(rule, heard(conversations, its), port)).toMatchObject({ severity: 'error' });
    expect(verdictOf(rule, heard(conversations, held('python3 server.py', more)), port)).toMatchObject({
      severity: 'note',
    });
  });

  it.each([
    ['of a moment ago', 1000, true],
    ['of yesterday', 86_400_000, false],
  ])("quotes the server's own log %s", (_, age, quoted) => {
    const lines = ['Traceback (most recent call last):', "RuntimeError: can't start new thread"];
    const log = { path: '/srv/shop.log', because: 'process-output' as const, pid: 42, lines };
    const logs = known([{ ...log, modifiedAt: machine.now - age }], 'the test');
    const found = verdictOf(
      rule,
      heard(conversations, held('python3 -m http.server', { ...more, logs })),
      port,
    );
    const words = expect.stringContaining("by its log, RuntimeError: can't start new thread");
    expect(found).toMatchObject({ summary: quoted ? words : expect.not.stringContaining('by its log') });
  });

  it('quotes the panic of a Go handler, however long the stack below it', () => {
    const panic = '2026/11/23 16:39:31 http: panic serving 127.0.0.1:56066: assignment to entry in nil map';
    const lines = [
      panic,
      'goroutine 6 [running]:',
      ...Array.from({ length: 40 }, (_, at) => `main.f${at}(...)`),
    ];
    const log = { path: '/srv/shop.log', because: 'process-output' as const, pid: 42, lines };
    const written = (ago: number) => {
      const logs = known([{ ...log, modifiedAt: machine.now - ago }], 'the test');
      return verdictOf(rule, heard(conversations, held('./shop', { ...more, logs })), port);
    };
    const summary = expect.stringContaining('assignment to entry in nil map');
    expect(written(0)).toMatchObject({ summary });
    // That was another request's.
    expect(written(60_000)).not.toMatchObject({ summary });
  });

  it('is sure of one that ends over the connection, and says why', () => {
    const lines = ['Traceback (most recent call last):', 'RuntimeError: no handler'];
    const log = { path: '/srv/shop.log', because: 'process-output' as const, pid: 42, lines };
    const logs = known([{ ...log, modifiedAt: machine.now }], 'the test');
    const its = held('python3 server.py', { ...more, logs });
    const gone = valueIn(its.processes)!.map(each => ({ ...each, ended: true as const }));
    const severity = (world: typeof its) =>
      (verdictOf(rule, heard(conversations, world), port) as { severity: string }).severity;
    expect(severity(its)).toBe('note');
    expect(severity({ ...its, processes: known(gone, 'the test') })).toBe('error');
  });

  it('says of one that ends over the connection where its words are, where no log was read', () => {
    const its = held('node server.js', more);
    const inUnit = { ended: true as const, cgroup: '/system.slice/shop.service' };
    const gone = valueIn(its.processes)!.map(each => ({ ...each, ...inUnit }));
    const units = known([unit({ name: 'shop.service' })], 'the test');
    const world = { ...its, processes: known(gone, 'the test'), units };
    expect(verdictOf(rule, heard(conversations, world), port)).toMatchObject({
      summary: expect.stringContaining('it ends over that'),
      fixes: [{ text: '  journalctl -e -u shop.service' }],
    });
  });

  it.each([
    ['[2026-11-22 12:13:09 +0000] [21] [WARNING] Worker with pid 88 was terminated due to signal 11', true],
    ['[2026-11-22 12:13:09 +0000] [21] [ERROR] Worker (pid:88) was sent SIGSEGV!', true],
    ['[2026-11-22 12:13:09 +0000] [21] [CRITICAL] WORKER TIMEOUT (pid:88)', true],
    ['*** HARAKIRI ON WORKER 1 (pid: 22, try: 1, graceful: yes) ***', true],
    ['DAMN ! worker 1 (pid: 22) died, killed by signal 11 :( trying respawn ...', true],
    ['DAMN ! worker 2 (pid: 22) died :( trying respawn ...', true],
    ['[uwsgi-http] unable to connect() to node "127.0.0.1:3031" (0 retries): Connection refused', true],
    ['[core:notice] [pid 9] AH00052: child pid 22 exit signal Segmentation fault (11)', true],
    ['WARNING: [pool www] child 22 exited on signal 11 (SIGSEGV) after 3.2 seconds from start', true],
    ['[2026-11-22 12:13:09 +0000] [21] [WARNING] Worker with pid 88 was terminated due to signal 15', false],
    ['[2026-11-22 12:13:09 +0000] [21] [ERROR] Worker (pid:88) was sent SIGHUP!', false],
  ])('tells of a worker that died over a request: %s', (line, told) => {
    const lines = [line, '[2026-11-22 12:13:09 +0000] [105] [INFO] Booting worker with pid: 105'];
    const log = { path: '/srv/shop.log', because: 'process-output' as const, pid: 42, lines };
    const logs = known([{ ...log, modifiedAt: machine.now }], 'the test');
    const found = verdictOf(rule, heard(conversations, held('gunicorn shop:app', { ...more, logs })), port);
    const words = expect.stringContaining('by its log');
    expect(found).toMatchObject({ summary: told ? words : expect.not.stringContaining('by its log') });
  });

  it.each([
    ['[nodemon] restarting due to changes...', true, true],
    ["Restarting 'app.mjs'", true, true],
    ['[nodemon] restarting due to changes...', false, false],
    ['[nodemon] watching path(s): *.*', true, false],
  ])('tells of a watcher that starts it again meanwhile: %s, ended: %s', (line, ended, told) => {
    const lines = [line, '[nodemon] starting `node app.js`'];
    const log = { path: '/srv/shop.log', because: 'process-output' as const, pid: 42, lines };
    const logs = known([{ ...log, modifiedAt: machine.now }], 'the test');
    const its = held('node app.js', { ...more, logs });
    const processes = valueIn(its.processes)!.map(each => (ended ? { ...each, ended: true as const } : each));
    const world = { ...its, processes: known(processes, 'the test') };
    const found = verdictOf(rule, heard(conversations, world), port);
    const words = 'its watcher starts it again while it answers';
    expect((found as { summary: string }).summary.includes(words)).toBe(told);
  });

  it.each([
    [88, 'for too long'],
    [89, 'terminated due to signal 9'],
  ])('tells the end of a worker for its time from what worker %i died of since', (pid, words) => {
    const lines = [
      '[21] [CRITICAL] WORKER TIMEOUT (pid:88)',
      `[21] [WARNING] Worker with pid ${pid} was terminated due to signal 9`,
    ];
    const log = { path: '/srv/shop.log', because: 'process-output' as const, pid: 42, lines };
    const logs = known([{ ...log, modifiedAt: machine.now }], 'the test');
    expect(
      verdictOf(rule, heard(conversations, held('gunicorn shop:app', { ...more, logs })), port),
    ).toMatchObject({ summary: expect.stringContaining(words) });
  });
});

it('is a note of a proxy that passes on bytes, whatever it speaks elsewhere', () => {
  const listening = listener('0.0.0.0', 8000);
  const says = (raw?: true, behind = mute()) =>
    verdictOf(
      rule,
      {
        ...heard([mute(), mute({ reason: 'wait', asked: 'listen', outcome: 'silent' })]),
        sockets: known([listening], 'sock_diag'),
        owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
        processes: known([running(42, ['haproxy'], { name: 'haproxy' })], '/proc'),
        upstreams: known(
          {
            proxy: 'haproxy',
            upstreams: [upstreamState(raw ? { raw } : {}, { probes: [attempt([behind])] })],
            logged: null,
          },
          'the test',
        ),
      },
      { ...port, local: true },
    );
  expect(says(true)).toMatchObject({ severity: 'note', outcome: 'ok' });
  expect(says()).toMatchObject({ severity: 'error' });
  // What is behind answers HTTP: it is the proxy that hangs up.
  expect(says(true, said())).toMatchObject({ severity: 'error' });
});

it('is found of an HAProxy that begins HTTP/2 before it turns the client away', () => {
  const listening = listener('0.0.0.0', 8000);
  const facts = {
    ...heard([mute(), said({ reason: 'service', protocol: 'http2', http: null })]),
    sockets: known([listening], 'sock_diag'),
    owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
    processes: known([running(42, ['haproxy'], { name: 'haproxy' })], '/proc'),
  };
  expect(verdictOf(rule, facts, { ...url, local: true })).toMatchObject({ severity: 'error' });
});

it('is a note of a program of .NET, which may speak a protocol of its own', () => {
  const listening = listener('0.0.0.0', 8000);
  const facts = {
    ...heard([mute(), mute({ reason: 'wait', asked: 'listen', outcome: 'silent' })]),
    sockets: known([listening], 'sock_diag'),
    owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
    processes: known([running(42, ['dotnet', 'GameServer.dll'], { name: 'dotnet' })], '/proc'),
  };
  expect(verdictOf(rule, facts, { ...port, local: true })).toMatchObject({ severity: 'note', outcome: 'ok' });
});

describe('nginx that returns 444 to strangers', () => {
  const own = 'server { listen 8000; server_name shop.test; root /srv; }';
  const stranger = 'server { listen 8000 default_server; return 444; }';
  const says = (text: string, question = port, judge: typeof rule | typeof hostCheck = rule) => {
    const listening = listener('0.0.0.0', 8000);
    const facts = {
      ...heard([mute(), said({ reason: 'service', service: 'memcached', protocol: 'http' })]),
      sockets: known([listening], 'sock_diag'),
      owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([running(42, ['nginx'], { name: 'nginx' })], '/proc'),
      configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'nginx'),
    };
    return verdictOf(judge, facts, { ...question, local: true });
  };
  it.each([
    [`${stranger}\n${own}`],
    [`server { listen 8000 default_server; location / { return 444; } }\n${own}`],
  ])('is set up so, for who asks by a port: %s', text =>
    expect(says(text)).toMatchObject({
      severity: 'note',
      outcome: 'ok',
      summary: expect.stringContaining('its sites on port 8000 are for shop.test'),
    }),
  );
  it.each([
    [stranger],
    [`${stranger}\nserver { listen 8000; server_name shop.test; return 444; }`],
    [`${stranger}\nserver { listen 81; server_name shop.test; }`],
    [`server { listen 8000; root /srv; }\n${own}`],
  ])('is an error without a site that answers: %s', text =>
    expect(says(text)).toMatchObject({ severity: 'error' }),
  );
  it.each([
    [stranger, '/etc/nginx/nginx.conf:1'],
    [`server { listen 8000;\n location / { return 444; } }`, '/etc/nginx/nginx.conf:2'],
  ])('names the line by which it hangs up on everybody: %s', (text, source) =>
    expect(says(text, url)).toMatchObject({
      summary: expect.stringContaining('its configuration says so (return 444)'),
      evidence: expect.arrayContaining([expect.objectContaining({ source })]),
    }),
  );
  it('is a note where only its root hangs up, and a port alone was asked', () => {
    const text = 'server { listen 8000; location / { return 444; } location /api/ { proxy_pass http://a; } }';
    expect(says(text)).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('not on those for /api/.'),
      fixes: [{ text: expect.stringContaining(':8000/api/') }],
    });
    expect(says(text, url)).toMatchObject({ severity: 'error' });
    expect(says('server { listen 8000; return 444; location /api/ { root /srv; } }')).toMatchObject({
      severity: 'error',
    });
  });
  it.each([
    ['', '($http_user_agent !~ Mozilla)'],
    ['', '($host !~* ^shop\\.test$)'],
    ['', '($http_user_agent ~ (?i)curl)'],
    ['', '($host != $server_name)'],
    ['map $http_user_agent $robot { default 0; ~curl 1; }', '($robot)'],
  ])('is a note where it hangs up on what is said: %s %s', (map, condition) => {
    const text = `${map} server { listen 8000; if ${condition} { return 444; } root /srv; }`;
    expect(says(text)).toMatchObject({
      severity: 'note',
      outcome: 'ok',
      summary: expect.stringContaining(`(if ${condition} return 444)`),
    });
    expect(says(text, url)).toMatchObject({ severity: 'error' });
  });
  it.each([
    '$remote_addr != 10.0.0.9',
    '$shut',
    '-f /srv/shut',
    '$http_user_agent ~* "(ahrefs|semrush)bot"',
    '$request_method !~ ^(GET|HEAD|POST)$',
    '$host = "old.test"',
  ])('is an error where it is no word, or none of ours: %s', condition =>
    expect(says(`server { listen 8000; if (${condition}) { return 444; } root /srv; }`)).toMatchObject({
      severity: 'error',
    }),
  );
  it('names no such line where another location answers', () =>
    expect(says('server { listen 8000; location /x { return 444; } root /srv; }', url)).toMatchObject({
      summary: expect.not.stringContaining('444'),
    }));
  it('names no such line of a location around the one that answers', () => {
    const around = 'server { listen 8000; location / { return 444; location = / { root /srv; } } }';
    expect(says(around, url)).toMatchObject({ summary: expect.not.stringContaining('444') });
  });
  it('judges an address that nobody serves by the server of the one that was spoken to', () => {
    const elsewhere = { ...port, address: 'fd77::1' };
    expect(says(`${stranger}\n${own}`, elsewhere)).toMatchObject({ severity: 'note' });
  });
  it('names a site to ask by, and no pattern', () => {
    const site = 'server { listen 8000; server_name *.shop.test ~^x shop.test; root /srv; }';
    expect(says(`${stranger}\n${site}`)).toMatchObject({
      fixes: [{ text: '  netcheck why http://shop.test:8000/' }],
    });
  });
  it('is an error of the URL that was asked for, and for its name', () => {
    expect(says(`${stranger}\n${own}`, url)).toMatchObject({ severity: 'error' });
    expect(says(`${stranger}\n${own}`, url, hostCheck)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('which is none of its sites (return 444)'),
    });
  });
  it.each([
    ['a port', `${stranger}\n${own}`, port],
    ['a name that is a site', `${stranger}\nserver { listen 8000; server_name 10.77.0.1; return 444; }`, url],
    ['no site at all', stranger, url],
  ])('does not blame the name for %s', (_, text, question) =>
    expect(says(text, question, hostCheck)).toBe('ruled-out'),
  );
});
