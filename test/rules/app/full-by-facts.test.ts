import { expect, it } from 'vitest';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const FULL = 'app/too-many-clients';
const server = (name: string, words: readonly string[] = [], startedAt = now - 60_000) =>
  running(50, [name, ...words], { name, startedAt });

/** A server on port 8000 with so many accepted connections, its files and log, and what it says at its two addresses. */
function played(
  process: ReturnType<typeof server>,
  said: readonly Partial<Conversation>[],
  more: {
    readonly taken?: number;
    readonly files?: Readonly<Record<string, string>>;
    readonly log?: { readonly line: string; readonly modifiedAt: number };
    readonly pids?: readonly [number, number];
    readonly modifiedAt?: number;
  } = {},
) {
  const clients = Array.from({ length: more.taken ?? 0 }, (_, index) =>
    listener('10.0.0.1', 8000, {
      inode: 100 + index,
      state: 'established',
      remote: { address: '10.0.0.9', port: 40_000 + index },
    }),
  );
  const [one = 50, two = 50] = more.pids ?? [];
  const sockets = [
    listener('127.0.0.1', 8000, { inode: 1 }),
    listener('10.0.0.1', 8000, { inode: 2 }),
    ...clients,
  ];
  return diagnosed('8000', {
    sockets,
    processes: [process, ...(two === one ? [] : [running(two, ['other'])])],
    owners: {
      pidsByInode: { 1: [one], 2: [two], ...Object.fromEntries(clients.map(({ inode }) => [inode, [50]])) },
      hidden: [],
    },
    configuration: Object.entries(more.files ?? {}).map(([path, text]) => ({
      path,
      text,
      modifiedAt: more.modifiedAt ?? now - 90_000,
    })),
    ...(more.log && {
      logs: [
        {
          path: '/var/log/server.log',
          because: 'program' as const,
          pid: null,
          lines: ['started', more.log.line],
          modifiedAt: more.log.modifiedAt,
        },
      ],
    }),
    probes: ['127.0.0.1', '10.0.0.1'].map((address, index) =>
      probe(address, 8000, 'connected', { http: null, firstBytes: '', ...(said[index] ?? said[0]) }),
    ),
  });
}

const greeting = { asked: 'service' as const, protocol: 'postgresql', banner: null };
const main = (lines: string) => ({ '/srv/pg/postgresql.conf': lines });

it.each([
  ['by its file', 6, server('postgres'), main('max_connections = 9\n')],
  ['by its command line', 5, server('postgres', ['-c', 'max_connections=8']), main('max_connections = 90')],
  ['by default', 97, server('postgres'), main('port = 8000')],
  [
    'by ALTER SYSTEM',
    1,
    server('postgres'),
    { ...main('max_connections = 90'), '/srv/pg/postgresql.auto.conf': "max_connections = '4'" },
  ],
])('PostgreSQL has places for superusers only: %s', (_, taken, process, files) =>
  expect(errors(played(process, [greeting], { taken, files }))).toEqual([FULL]),
);

it.each([
  ['a place is left', 5, main('max_connections = 9'), undefined],
  [
    'conf.d gives more',
    6,
    {
      ...main("max_connections = 9\ninclude_dir = 'conf.d'"),
      '/srv/pg/conf.d/a.conf': 'max_connections = 20',
    },
    undefined,
  ],
  ['another file may give more', 6, main("max_connections = 9\ninclude '/srv/x.conf'"), undefined],
  ['the file is younger than the server', 6, main('max_connections = 9'), now],
  ['the line may have been taken out since', 97, main('port = 8000'), now],
  ['no file was read', 97, {}, undefined],
])('PostgreSQL is not said to be full where %s', (_, taken, files, modifiedAt) =>
  expect(
    errors(played(server('postgres'), [greeting], { taken, files, ...(modifiedAt && { modifiedAt }) })),
  ).toEqual([]),
);

it.each([
  ['a replica’s', 50, ['postgres: 15/main: walsender repl 10.0.0.9(4000) streaming 0/15'], []],
  ['another server’s', 70, ['postgres: app app 10.0.0.9(4000) idle'], []],
  ['a client’s', 50, ['postgres: app app 10.0.0.9(4000) idle'], [FULL]],
])('counts the connections of clients alone: %s', (_, parent, title, expected) => {
  const backend = running(51, title, { name: 'postgres', parent });
  const client = (inode: number) => listener('10.0.0.1', 8000, { inode, state: 'established' });
  const diagnosis = diagnosed('8000', {
    sockets: [listener('0.0.0.0', 8000, { inode: 1 }), client(2)],
    processes: [server('postgres', ['-c', 'max_connections=4']), backend],
    owners: { pidsByInode: { 1: [50], 2: [51] }, hidden: [] },
    configuration: [{ path: '/srv/pg/postgresql.conf', text: 'port = 8000', modifiedAt: now - 90_000 }],
    probes: ['127.0.0.1', '10.0.0.1'].map(address => probe(address, 8000, 'connected', greeting)),
  });
  expect(errors(diagnosis)).toEqual(expected);
});

const refusal = { asked: 'listen' as const, protocol: 'mysql', banner: 'error 1040: Too many connections' };
const welcome = { ...refusal, banner: '10.11.19-MariaDB' };

it('takes a refusal at one address for one at all of the same server', () => {
  const full = played(server('mariadbd'), [welcome, refusal]);
  expect(full.verdict).toBe('unreachable');
  expect(errors(full)).toEqual([FULL]);
});

it('only warns where one of its own connections had the last place', () => {
  const pong = {
    asked: 'service' as const,
    protocol: 'redis',
    banner: '+PONG',
    outcome: 'answered' as const,
  };
  const turned = { ...pong, banner: '-ERR max number of clients reached' };
  const nearly = played(server('redis-server'), [pong, turned]);
  expect(nearly.verdict).toBe('reachable');
  expect(nearly.causes.map(({ code, severity }) => [code, severity])).toEqual([[FULL, 'warning']]);
  expect(errors(played(server('redis-server'), [turned, turned]))).toEqual([FULL]);
});

it('knows one server by its socket where its program is hidden', () => {
  const said = (banner: string) => ({ asked: 'service' as const, protocol: 'redis', banner, http: null });
  const diagnosis = diagnosed('8000', {
    sockets: [listener('0.0.0.0', 8000, { inode: 1 })],
    owners: { pidsByInode: {}, hidden: [1] },
    processes: [],
    probes: [
      probe('127.0.0.1', 8000, 'connected', said('+PONG')),
      probe('10.0.0.1', 8000, 'connected', said('-ERR max number of clients reached')),
    ],
  });
  expect(errors(diagnosis)).toEqual([]);
});

it('takes it for its own where another server has the other address', () =>
  expect(played(server('mariadbd'), [welcome, refusal], { pids: [50, 60] }).verdict).toBe('local-only'));

const hungUp = { asked: 'http' as const, outcome: 'closed' as const, protocol: null };
const nginx = '[alert] 8 worker_connections are not enough';
it.each([
  ['nginx', nginx, now, [FULL]],
  ['mosquitto', '1795: Client connection from 10.0.0.9 denied: max_connections exceeded.', now, [FULL]],
  ['proftpd', '10.0.0.9: MaxInstances (1) reached, new connection denied', now, [FULL]],
  ['mpd', 'Nov 23 06:54 : client: Max connections reached', now, [FULL]],
  ['nginx', `${nginx}, reusing connections`, now, ['http/empty-reply']],
  ['nginx', nginx, now - 600_000, ['http/empty-reply']],
  ['httpd', nginx, now, ['http/empty-reply']],
])('goes by the end of its log where it hangs up: %s, %s', (name, line, modifiedAt, expected) =>
  expect(errors(played(server(name), [hungUp], { log: { line, modifiedAt } }))).toEqual(expected),
);

const words = { asked: 'listen' as const, protocol: 'mysql', banner: null };
const cnf = (lines: string) => ({ '/etc/mysql/my.cnf': lines });

it.each([
  ['by its file', 10, server('mariadbd'), cnf('[mysqld]\nmax_connections = 10\n'), [FULL]],
  ['with the administrator', 11, server('mariadbd'), cnf('[mysqld]\nmax-connections=10\n'), [FULL]],
  [
    'by its command line',
    8,
    server('mysqld', ['--max-connections=8']),
    cnf('[mysqld]\nmax_connections=10'),
    [FULL],
  ],
  ['by default', 151, server('mysqld'), {}, [FULL]],
  [
    'with more by its command line',
    10,
    server('mysqld', ['--max-connections', '1K']),
    cnf('[mysqld]\nmax_connections=10'),
    [],
  ],
  ['with a place left', 9, server('mariadbd'), cnf('[mysqld]\nmax_connections = 10\n'), []],
  ['with another number in effect', 20, server('mariadbd'), cnf('[mysqld]\nmax_connections = 10\n'), []],
  ['by a number for clients', 10, server('mariadbd'), cnf('[client]\nmax_connections = 10\n'), []],
])('MariaDB greets one more than it has places for: %s', (_, taken, process, files, expected) =>
  expect(errors(played(process, [words], { taken, files }))).toEqual(expected),
);

it('does not say that MariaDB is full by a file that it has not read', () => {
  const files = cnf('[mysqld]\nmax_connections = 10\n');
  const facts = { taken: 10, files, modifiedAt: now };
  expect(errors(played(server('mariadbd'), [words], facts))).toEqual([]);
});
