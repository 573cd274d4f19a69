import { expect, it } from 'vitest';
import { unit } from '../../programs/situation.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, owners: { pidsByInode: {}, hidden: [] } };
const server = running(42, ['python3', 'server.py', '--port', '8000'], { waitChannel: 'wait_woken' });
const database = { address: '10.0.0.5', port: 5432 };

it('finds a program that dials a database which does not answer, before it listens', () => {
  const outgoing = [{ pid: 42, remote: database, made: false }];
  const diagnosis = diagnosed('8000', { ...nobody, processes: [server], outgoing });
  expect(errors(diagnosis)).toEqual(['process/waits-for-dependency']);
  expect(diagnosis.causes[0]?.summary).toContain('10.0.0.5:5432 (postgresql)');
});

it('names the start script that has a tool look for it', () => {
  const script = running(41, ['sh', './boot.sh'], { scriptPort: 8000 });
  const tool = running(42, ['nc', '-z', '10.0.0.5', '5432'], { parent: 41 });
  const outgoing = [{ pid: 42, remote: database, made: false }];
  const diagnosis = diagnosed('8000', { ...nobody, processes: [script, tool], outgoing });
  expect(diagnosis.causes[0]?.summary).toMatch(/^sh \S*boot\.sh \(pid 41.* waits for 10\.0\.0\.5:5432/);
});

it('finds one whose database takes the connection and says nothing', () => {
  const outgoing = [{ pid: 42, remote: database, made: true }];
  expect(errors(diagnosed('8000', { ...nobody, processes: [server], outgoing }))).toEqual([
    'process/waits-for-dependency',
  ]);
  const busy = running(42, server.command, { waitChannel: 'hrtimer_nanosleep' });
  expect(errors(diagnosed('8000', { ...nobody, processes: [busy], outgoing }))).toEqual([
    'process/not-listening',
  ]);
});

it('finds a worker that keeps its client waiting while it dials', () => {
  const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
  const probes = [
    probe('127.0.0.1', 8000, 'connected', silent),
    probe('10.0.0.1', 8000, 'connected', silent),
  ];
  const sockets = [listener('0.0.0.0', 8000, { inode: 7 })];
  const world = { probes, sockets, resampled: sockets, owners: { pidsByInode: { 7: [42] }, hidden: [] } };
  const outgoing = [{ pid: 42, remote: database, made: false }];
  expect(errors(diagnosed('8000', { ...world, processes: [server], outgoing }))).toEqual([
    'process/waits-for-dependency',
  ]);
  // A proxy waits for whom it passes the request on to.
  const proxy = running(42, ['lighttpd', '-f', '/etc/lighttpd/lighttpd.conf'], { name: 'lighttpd' });
  expect(errors(diagnosed('8000', { ...world, processes: [proxy], outgoing }))).toEqual(['process/hung']);
});

it('finds one that waits where only this machine reaches it', () => {
  const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
  const sockets = [listener('127.0.0.1', 8000, { inode: 7 })];
  const world = {
    probes: [probe('127.0.0.1', 8000, 'connected', silent), probe('10.0.0.1', 8000, 'refused')],
    sockets,
    resampled: sockets,
    owners: { pidsByInode: { 7: [42] }, hidden: [] },
    processes: [server],
    outgoing: [{ pid: 42, remote: database, made: false }],
  };
  const { causes } = diagnosed('8000', world, { from: 'lan', family: null });
  expect(causes.map(({ code }) => code)).toEqual(['bind/loopback-only', 'process/waits-for-dependency']);
});

it('finds one whose clients wait for what its database does not say, and takes no idle connection for that', () => {
  const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
  const probes = [
    probe('127.0.0.1', 8000, 'connected', silent),
    probe('10.0.0.1', 8000, 'connected', silent),
  ];
  const sockets = [listener('0.0.0.0', 8000, { inode: 7, queue: { used: 1, limit: 5 } })];
  const world = { probes, sockets, resampled: sockets, owners: { pidsByInode: { 7: [42] }, hidden: [] } };
  const to = (inode: number) => ({ pid: 42, remote: database, made: true, inode });
  const codes = (threads: number, awaits: readonly number[], ...inodes: readonly number[]) =>
    errors(
      diagnosed('8000', { ...world, processes: [{ ...server, threads, awaits }], outgoing: inodes.map(to) }),
    );
  expect(codes(1, [5], 5)).toEqual(['process/waits-for-dependency']);
  expect(codes(4, [5, 6], 5, 6)).toEqual(['process/waits-for-dependency']);
  // A pool, and the thread that listens for news.
  expect(codes(1, [], 5)).toEqual(['process/hung']);
  expect(codes(4, [5], 5, 6)).toEqual(['process/hung']);
  // One for all events reads none of them; it is told by the one that was never answered, unless that is for sending alone.
  const events = (port: number, unheard?: true) =>
    errors(
      diagnosed('8000', {
        ...world,
        processes: [{ ...server, threads: 7, waitChannel: 'do_epoll_wait' }],
        outgoing: [{ ...to(5), remote: { ...database, port }, ...(unheard && { unheard }) }],
      }),
    );
  expect(events(9200, true)).toEqual(['process/waits-for-dependency']);
  expect(events(9200)).toEqual(['process/hung']);
  expect(events(24224, true)).toEqual(['process/hung']);
  // One that takes its clients and says nothing may only pass on what they send: a forwarder of logs.
  const calm = [listener('0.0.0.0', 8000, { inode: 7 })];
  const forwards = diagnosed('8000', {
    ...world,
    sockets: calm,
    resampled: calm,
    processes: [running(42, ['forward', '--port', '8000'], { threads: 3 })],
    outgoing: [{ ...to(5), remote: { ...database, port: 10_514 }, unheard: true }],
  });
  expect(errors(forwards)).toEqual([]);
  // A child that waits for jobs.
  const child = running(43, ['python3', 'jobs.py'], { parent: 42, threads: 1, awaits: [5] });
  const outgoing = [{ ...to(5), pid: 43 }];
  expect(errors(diagnosed('8000', { ...world, processes: [server, child], outgoing }))).toEqual([
    'process/hung',
  ]);
});

it('is not that a server waits for itself, which has it hung', () => {
  const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
  const probes = [probe('127.0.0.1', 8000, 'connected', silent)];
  const sockets = [listener('0.0.0.0', 8000, { inode: 7, queue: { used: 1, limit: 5 } })];
  const owners = { pidsByInode: { 7: [42] }, hidden: [] };
  const processes = [{ ...server, threads: 1, awaits: [5] }];
  const causesBy = (remote: { address: string; port: number }) => {
    const outgoing = [{ pid: 42, remote, made: true, inode: 5 }];
    return diagnosed('127.0.0.1:8000', { probes, sockets, resampled: sockets, owners, processes, outgoing })
      .causes;
  };
  const [itself] = causesBy({ address: '10.0.0.1', port: 8000 });
  expect(itself?.code).toBe('process/hung');
  expect(itself?.summary).toContain(
    'it waits for itself (while it answers one request it asks 10.0.0.1:8000',
  );
  expect(itself?.fixes[0]?.title).toContain('another worker');
  expect(causesBy({ address: '::ffff:127.0.0.1', port: 8000 })[0]?.code).toBe('process/hung');
  const another = { address: '127.0.0.1', port: 8001 };
  expect(causesBy(another)[0]?.code).toBe('process/waits-for-dependency');
  // The same port of another machine.
  const [elsewhere] = causesBy({ address: '10.0.0.9', port: 8000 });
  expect(elsewhere?.code).toBe('process/waits-for-dependency');
  expect(elsewhere?.summary).toContain('waits for 10.0.0.9:8000');
});

it('does not say that a server answers nobody whose other pages are answered', () => {
  const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
  const asked = probe('127.0.0.1', 8000, 'connected', silent);
  const root = { ...probe('127.0.0.1', 8000).conversations[0]!, reason: 'root' as const, path: '/' };
  const sockets = [listener('0.0.0.0', 8000, { inode: 7 })];
  const owners = { pidsByInode: { 7: [42] }, hidden: [] };
  const world = { sockets, resampled: sockets, owners, processes: [server] };
  const [page] = asked.conversations;
  const probes = [{ ...asked, conversations: [{ ...page!, path: '/report' }, root] }];
  const outgoing = [{ pid: 42, remote: database, made: false }];
  const [cause] = diagnosed('http://127.0.0.1:8000/report', { ...world, probes, outgoing }).causes;
  expect(cause?.code).toBe('process/waits-for-dependency');
  expect(cause?.summary).toContain('until then it does not answer for /report');
});

it('does not say so of one that looks up the names of its clients: it knows those on this machine', () => {
  const silent = { outcome: 'silent', http: null, firstBytes: '', protocol: null } as const;
  const probes = [probe('127.0.0.1', 8000, 'connected', silent)];
  const sockets = [listener('0.0.0.0', 8000, { inode: 7 })];
  const outgoing = [{ pid: 42, remote: { address: '10.0.0.53', port: 53 }, made: false }];
  const owners = { pidsByInode: { 7: [42] }, hidden: [] };
  const processes = [running(42, ['mariadbd'], { name: 'mariadbd' })];
  const world = { sockets, resampled: sockets, owners, processes, probes, outgoing };
  const [cause] = diagnosed('127.0.0.1:8000', world).causes;
  expect(cause?.summary).toContain('until then it keeps its clients waiting');
  expect(cause?.fixes[0]?.text).toContain('skip_name_resolve');
});

it('finds one that has asked a name server which does not answer', () => {
  const outgoing = [{ pid: 42, remote: { address: '10.0.0.53', port: 53 }, made: false }];
  const [cause] = diagnosed('8000', { ...nobody, processes: [server], outgoing }).causes;
  expect(cause).toMatchObject({ code: 'process/waits-for-dependency' });
  expect(cause?.evidence[0]?.says).toBe('pid 42 has asked the name server 10.0.0.53:53, and has no answer');
  expect(cause?.fixes[0]?.text).toContain('/etc/hosts');
});

it('takes the word of its own log, and of no other', () => {
  const line = 'database not ready, retrying: connect ECONNREFUSED 127.0.0.1:5432';
  const log = {
    path: '/srv/nohup.out',
    modifiedAt: now,
    because: 'process-output',
    lines: [line],
    pid: 42,
  } as const;
  const world = { ...nobody, processes: [server] };
  expect(errors(diagnosed('8000', { ...world, logs: [log] }))).toEqual(['process/waits-for-dependency']);
  const places = [
    '2026/11/22 15:45:14 main.go:23: dial tcp 127.0.0.1:5432: connect: connection refused',
    'Error 111 connecting to 127.0.0.1:5432. Connection refused.',
    '15:45:14 Connection refused',
    'ERROR app.py:42 Connection refused',
  ].map(
    each =>
      diagnosed('8000', { ...world, logs: [{ ...log, lines: [each] }] }).causes[0]?.summary.match(
        /waits for \S+/,
      )?.[0],
  );
  expect(places).toEqual(['waits for 127.0.0.1:5432', 'waits for 127.0.0.1:5432', undefined, undefined]);
  const other = { ...log, path: '/srv/other.log', pid: null };
  expect(errors(diagnosed('8000', { ...world, logs: [other] }))).not.toContain(
    'process/waits-for-dependency',
  );
  // Named, and of another user, it may listen all the while: the line may tell of one request.
  const theirs = { ...server, uid: 7, user: 'ana', networkNamespace: null };
  const subject = { port: null, otherPorts: [], pids: [42], scheme: null };
  expect(errors(diagnosed('shop', { ...world, logs: [log], processes: [theirs], subject }))).toEqual([]);
});

it.each([
  ['could not translate host name "db" to address: Name or service not known', 'the name db'],
  ['Error: getaddrinfo EAI_AGAIN db', 'the name db', 'http://db/'],
  ['Error: connect ECONNREFUSED [fd00::5]:5432', '[fd00::5]:5432 (postgresql)', "'[fd00::5]:5432'"],
  [
    'dial tcp: lookup db on [::1]:53: read udp [::1]:36122->[::1]:53: read: connection refused',
    'the name db',
  ],
  ['(2005, "Unknown MySQL server host \'db.internal\' (-2)")', 'the name db.internal'],
  [
    "Can't connect to local MySQL server through socket '/run/mysqld/mysqld.sock' (2)",
    '/run/mysqld/mysqld.sock',
  ],
  [
    'connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed',
    '/run/postgresql/.s.PGSQL.5432 (postgresql)',
  ],
  [
    "amqp: [Errno 111] Connect call failed ('127.0.0.1', 5672), retrying in 2s",
    '127.0.0.1:5672 (amqp)',
    '127.0.0.1:5672',
  ],
  ["OSError: Connect call failed ('::1', 5432, 0, 0)", '[::1]:5432 (postgresql)', "'[::1]:5432'"],
  [
    "HTTPConnectionPool(host='search', port=9200): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))",
    'search:9200 (elasticsearch)',
  ],
  ["Can't reach database server at `10.0.0.5:5432`", '10.0.0.5:5432 (postgresql)'],
  [
    'SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, Host: 10.0.0.5, Port: 3306)',
    '10.0.0.5:3306 (mysql)',
  ],
  ['Connection to node -1 (kafka/10.0.0.5:9092) could not be established.', '10.0.0.5:9092 (kafka)'],
  ['Error -2 connecting to redis:6379. Name or service not known.', 'redis:6379 (redis)'],
])('hears what it waits for: %s', (line, place, asked = '') => {
  const log = { path: '/srv/a.log', modifiedAt: now, because: 'kept', lines: [line], pid: 42 } as const;
  const [cause] = diagnosed('8000', { ...nobody, processes: [server], logs: [log] }).causes;
  expect(cause?.code).toBe('process/waits-for-dependency');
  expect(cause?.summary).toContain(`waits for ${place}, which does`);
  expect(cause?.fixes[0]?.text).toContain(`netcheck why ${asked}`);
});

it('hears it above the stack and the properties of the error', () => {
  const error = ['Error: connect ECONNREFUSED 127.0.0.1:5432', '    at afterConnect (node:net:1637:16) {'];
  const more = [
    'errno: -111,',
    "code: 'ECONNREFUSED',",
    "syscall: 'connect',",
    "address: '127.0.0.1',",
    'port: 5432',
  ];
  const lines = [...error, ...more.map(each => `  ${each}`), '}'];
  const log = { path: '/srv/a.log', modifiedAt: now, because: 'process-output', lines, pid: 42 } as const;
  const [cause] = diagnosed('8000', {
    ...nobody,
    processes: [{ ...server, output: log.path }],
    logs: [log],
  }).causes;
  expect(cause?.summary).toContain('waits for 127.0.0.1:5432 (postgresql), which does');
});

it('reads long lines in little time', () => {
  const lines = Array.from({ length: 5 }, () => 'connect/'.repeat(512));
  const log = { path: '/srv/a.log', modifiedAt: now, because: 'process-output', lines, pid: 42 } as const;
  const before = performance.now();
  diagnosed('8000', { ...nobody, processes: [server], logs: [log] });
  expect(performance.now() - before).toBeLessThan(1500);
});

it('hears it by the log of its unit, and by that of its folder where it is such a service', () => {
  const line = 'could not connect to 10.0.0.5:5432, retrying';
  const shop = unit({ mainPid: 42, log: [line] });
  expect(errors(diagnosed('8000', { ...nobody, processes: [server], units: [shop] }))).toEqual([
    'process/waits-for-dependency',
  ]);
  const log = {
    path: '/sv/shop/log/main/current',
    modifiedAt: now,
    because: 'kept',
    lines: [line],
    pid: null,
  } as const;
  const keeper = running(10, ['runsv', 'shop'], { name: 'runsv', directory: '/sv/shop' });
  const told = (parent: number) =>
    errors(diagnosed('8000', { ...nobody, processes: [{ ...server, parent }, keeper], logs: [log] }));
  expect(told(10)).toEqual(['process/waits-for-dependency']);
  expect(told(1)).not.toContain('process/waits-for-dependency');
});

it.each([
  'Port 8000 unavailable, trying port 8001',
  'lookup users: 12 ms',
  '21:M 23 Nov 2026 09:54:13.123 * The server is now ready to accept connections at /run/redis.sock',
  "mariadbd: ready for connections. Version: '10.11' socket: '/run/mysqld/mysqld.sock' port: 0",
  '2026-11-23 19:05:53.313 UTC [41] LOG:  listening on Unix socket "/run/postgresql/.s.PGSQL.5432"',
  'INFO:     Uvicorn running on unix socket /run/shop/app.sock (Press CTRL+C to quit)',
])(
  'takes no port that the server itself could not have, no socket of its own, nor another thing that it looks up, for one that it waits for: %s',
  line => {
    const lines = [line];
    const log = { path: '/srv/a.log', modifiedAt: now, because: 'process-output', lines, pid: 42 } as const;
    expect(errors(diagnosed('8000', { ...nobody, processes: [server], logs: [log] }))).not.toContain(
      'process/waits-for-dependency',
    );
  },
);

it('takes no client of a server that has left off listening for something waited for', () => {
  const client = { address: '10.0.0.2', port: 48_400 };
  const outgoing = [{ pid: 42, remote: client, made: true, localPort: 8000 }];
  const taken = listener('10.0.0.1', 8000, { inode: 9, state: 'established', remote: client });
  const world = { ...nobody, sockets: [taken], owners: { pidsByInode: { 9: [42] }, hidden: [] } };
  const socat = running(42, ['socat', 'TCP-LISTEN:8000', 'EXEC:cat'], {
    waitChannel: 'poll_schedule_timeout',
  });
  const diagnosis = diagnosed('8000', { ...world, processes: [socat], outgoing });
  expect(errors(diagnosis)).toEqual(['process/not-listening']);
  expect(diagnosis.causes[0]?.summary).toContain('has taken one connection, from 10.0.0.2:48400');
  const byDatagrams = diagnosed('8000/udp', {
    ...world,
    sockets: [{ ...taken, protocol: 'udp' }],
    processes: [running(42, ['socat', 'UDP-LISTEN:8000', 'EXEC:cat'])],
    outgoing,
  }).causes[0];
  expect(byDatagrams?.summary).toContain('serves one client, 10.0.0.2:48400');
  expect(byDatagrams?.fixes[0]?.text).toContain('UDP-LISTEN:8000,fork');
  expect(byDatagrams?.evidence[0]?.source).toBe('sock_diag or /proc/net/udp');
  const node = running(42, ['node', 'server.js', '--port', '8000'], { waitChannel: 'ep_poll' });
  const closing = diagnosed('8000', { ...world, processes: [node], outgoing }).causes[0];
  expect(closing?.summary).toContain('it is shutting down and waits for its clients to go');
  expect(closing?.fixes[0]?.text).toContain('kill -KILL 42');
  // What it hands that client on to is no port that was meant, and nothing that it waits for.
  const onward = { pid: 42, remote: { address: '127.0.0.1', port: 3000 }, made: true, localPort: 50_000 };
  const relay = running(42, ['socat', 'TCP-LISTEN:8000', 'TCP:127.0.0.1:3000'], {
    waitChannel: 'poll_schedule_timeout',
  });
  const web = running(7, ['python3', '-m', 'http.server', '3000']);
  const busy = {
    ...world,
    owners: { pidsByInode: { 3: [7], 9: [42] }, hidden: [] },
    listeners: [listener('0.0.0.0', 3000, { inode: 3 })],
    processes: [web, relay],
    outgoing: [...outgoing, onward],
  };
  expect(errors(diagnosed('8000', busy))).toEqual(['process/not-listening']);
  const subject = { port: null, otherPorts: [], pids: [42], scheme: null };
  const byName = { ...world, sockets: [], processes: [socat], subject };
  const codesOf = (localPort: number) =>
    errors(
      diagnosed('pid:42', { ...byName, outgoing: [{ ...outgoing[0]!, localPort, unheard: true as const }] }),
    );
  expect(codesOf(8000)).toEqual(['process/not-listening']);
  expect(codesOf(40_000)).toEqual(['process/waits-for-dependency']);
});

it('takes the queue that has answered a program of no known port for nothing that keeps it from listening', () => {
  const codesOf = (unheard?: true, command = ['python3', 'worker.py'], text = '') =>
    errors(
      diagnosed('worker.py', {
        ...nobody,
        processes: [running(42, command, { waitChannel: 'wait_woken' })],
        configuration: [{ path: '/srv/worker.py', text, modifiedAt: now }],
        subject: { port: null, otherPorts: [], pids: [42] },
        outgoing: [{ pid: 42, remote: { ...database, port: 6379 }, made: true, ...(unheard && { unheard }) }],
      }),
    );
  expect(codesOf()).toEqual(['process/not-listening']);
  expect(codesOf(undefined, ['node', 'worker.js'])).toEqual(['process/not-listening']);
  expect(codesOf(true)).toEqual(['process/waits-for-dependency']);
  // A server waits for what its database has locked.
  expect(codesOf(undefined, ['/usr/bin/python3', '/usr/bin/gunicorn', 'app:app'])).toEqual([
    'process/waits-for-dependency',
  ]);
  expect(codesOf(undefined, undefined, 'import http.server\n')).toEqual(['process/waits-for-dependency']);
});

const script = {
  path: '/srv/start.sh',
  text: 'until nc -z 127.0.0.1 5432; do sleep 1; done\nexec gunicorn -b :8000 main:app\n',
  modifiedAt: 0,
};
const waiting = (child: readonly string[], more = {}) =>
  errors(
    diagnosed('8000', {
      ...nobody,
      processes: [running(42, ['sh', 'start.sh'], { scriptPort: 8000 }), running(43, child, { parent: 42 })],
      configuration: [script],
      ...more,
    }),
  );

it('finds a start script that waits in a loop for what is not there', () => {
  expect(waiting(['sleep', '1'])).toEqual(['process/waits-for-dependency']);
});

it('leaves a script alone that does something else by now, or waits for what is there', () => {
  expect(waiting(['python3', 'manage.py', 'migrate'])).toEqual(['process/not-listening']);
  const listeners = [listener('127.0.0.1', 5432)];
  expect(waiting(['sleep', '1'], { listeners })).toEqual(['process/not-listening']);
});

it('takes no wait for the server that was asked for to be why that is not there', () => {
  const text = 'gunicorn -b :8000 main:app &\nuntil nc -z localhost 8000; do sleep 1; done\nwait\n';
  expect(waiting(['sleep', '1'], { configuration: [{ ...script, text }] })).toEqual([
    'process/not-listening',
  ]);
});

it('names everything that a script waits for in the same way, and takes a child that has ended for no wait', () => {
  const loops = [5432, 6379].map(port => `until nc -z 10.9.9.9 ${port}; do sleep 1; done\n`).join('');
  const processes = [running(42, ['sh', 'start.sh'], { scriptPort: 8000 })];
  const told = (child: readonly string[]) =>
    diagnosed('8000', {
      ...nobody,
      processes: [...processes, running(43, child, { parent: 42 })],
      configuration: [{ ...script, text: loops }],
    }).causes[0];
  expect(told(['sleep', '1'])?.summary).toContain(
    'waits for 10.9.9.9:5432 (postgresql) or 10.9.9.9:6379 (redis), of which one does not answer',
  );
  expect(told([])?.code).toBe('process/not-listening');
});

it('finds a service whose preparation waits for what nobody has', () => {
  const before = (command: string, script = '', runs = [['sleep', '1']]) =>
    diagnosed('8000', {
      ...nobody,
      processes: [],
      units: [
        unit({
          activeState: 'activating',
          subState: 'start-pre',
          preparing: { command, pid: 7, script, runs },
        }),
      ],
      listeners: [listener('127.0.0.1', 6379)],
    });
  const loop = (port: number) => `until nc -z localhost ${port}; do sleep 1; done`;
  expect(before('/srv/wait.sh', loop(5432)).causes[0]).toMatchObject({
    code: 'process/waits-for-dependency',
    summary: expect.stringContaining(
      'shop.service waits for localhost:5432 (postgresql), which does not answer',
    ),
  });
  for (const where of ['db:5432', '-t 0 -h db -p 5432', 'db 5432'])
    expect(errors(before(`/usr/bin/wait-for-it ${where}`))).toEqual(['process/waits-for-dependency']);
  expect(before('/srv/wait.sh', `${loop(5432)}\n${loop(5672)}\n`).causes[0]?.summary).toContain(
    'localhost:5432 (postgresql) or localhost:5672',
  );
  expect(
    errors(before('/srv/pre.sh', 'wait-for-it db:5432', [['bash', '/srv/wait-for-it', 'db:5432']])),
  ).toEqual(['process/waits-for-dependency']);
  const migrates = before('/srv/wait.sh', `${loop(5432)}\n/srv/migrate\n`, [['/srv/migrate']]);
  for (const other of [before('/srv/wait.sh', loop(6379)), before('/srv/migrate'), migrates])
    expect(errors(other)).toEqual(['process/not-listening']);
});

it('finds the tool of npm that its shell waits for, further below', () => {
  const npm = running(42, ['npm start'], { environment: { PORT: '8000' } });
  const shell = running(43, ['sh', '-c', 'wait-on tcp:5432 && node server.js'], { parent: 42 });
  const tool = (place: string) =>
    running(44, ['node', '/srv/node_modules/.bin/wait-on', place], { parent: 43 });
  const seen = (place: string) => diagnosed('8000', { ...nobody, processes: [npm, shell, tool(place)] });
  expect(seen('tcp:5432').causes[0]).toMatchObject({
    code: 'process/waits-for-dependency',
    summary: expect.stringContaining('waits for localhost:5432'),
    evidence: [expect.objectContaining({ source: '/proc/44/cmdline' })],
  });
  // What waits for the server itself is no reason why that is not there.
  expect(errors(seen('http://localhost:8000'))).not.toContain('process/waits-for-dependency');
});

it('names the variables that hold the place for which a script waits, where it runs nothing else', () => {
  const shell = running(41, ['sh', 'entrypoint.sh', '--port', '8000'], { waitChannel: 'do_wait' });
  const text = 'while ! nc -z "$DB_HOST" "$DB_PORT"; do\n  sleep 1\ndone\nexec gunicorn app:app\n';
  const told = (...children: readonly string[]) =>
    diagnosed('8000', {
      ...nobody,
      processes: [shell, ...children.map((line, at) => running(42 + at, line.split(' '), { parent: 41 }))],
      configuration: [{ path: '/srv/entrypoint.sh', text, modifiedAt: now - 7_200_000 }],
    }).causes[0];
  const cause = told('sleep 1');
  expect(cause?.code).toBe('process/waits-for-dependency');
  expect(cause?.summary).toContain('waits for the place in $DB_HOST and $DB_PORT, which does not answer');
  expect(cause?.fixes[0]?.text).toContain(
    "  cat /proc/41/environ | tr '\\0' '\\n' | grep -E '^(DB_HOST|DB_PORT)='",
  );
  expect(told('sleep 1', 'node server.js')?.code).not.toBe('process/waits-for-dependency');
  expect(told()?.code).not.toBe('process/waits-for-dependency');
});
