import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/port/shadowed.js';
import { fromHere, verdictOf, world } from '../../support/ground.js';
import { codes, diagnosed, healthy, listener, probe, running } from '../../support/healthy.js';
import { answer, attempt, said } from '../../support/talks.js';

const sockets = [listener('127.0.0.1', 8000), listener('0.0.0.0', 8000, { inode: 9 })];
const owners = { pidsByInode: { 13000: [42], 9: [43] }, hidden: [] };
const processes = [running(42, ['node', 'old.js']), running(43, ['python3', 'new.py'])];
const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)];

it('warns that loopback leads to another program than the other addresses', () => {
  expect(codes(diagnosed('8000', { sockets, owners, processes, probes }))).toEqual(['warning port/shadowed']);
});

it('is but worth knowing where the address itself was asked for, and either program answers at its own', () => {
  const apart = [listener('127.0.0.1', 8000), listener('10.0.0.1', 8000, { inode: 9 })];
  const at = (status: number) =>
    diagnosed(`http://10.0.0.1:8000/`, {
      sockets: apart,
      owners,
      processes,
      probes: [
        probe('10.0.0.1', 8000, 'connected', { http: { status, reason: '', headers: {}, body: '' } }),
        probe('127.0.0.1', 8000),
      ],
    });
  expect(codes(at(200))).toEqual(['note port/shadowed']);
  expect(at(200).causes[0]?.fixes.flatMap(each => each.steps ?? [])).toEqual([]);
  expect(codes(at(404))[0]).toBe('error port/shadowed');
  expect(at(404).causes[0]?.fixes[0]?.text).toContain('Then nobody has 10.0.0.1');
});

it('says nothing of an address that the other program has, too, once the first is gone', () => {
  const [cause] = diagnosed('http://127.0.0.1:8000/', {
    sockets,
    owners,
    processes,
    probes: [
      probe('127.0.0.1', 8000, 'connected', { http: { status: 404, reason: '', headers: {}, body: '' } }),
    ],
  }).causes;
  expect(cause).toMatchObject({ code: 'port/shadowed', fixes: [{ steps: [{ pid: 42 }] }, {}] });
  expect(cause?.fixes[0]?.text).toBeUndefined();
});

it.each([
  [
    'nginx',
    ['nginx'],
    'events {}\nhttp { server { listen 10.0.0.1:8000; location / { proxy_pass http://127.0.0.1:8000; } } }',
  ],
  ['socat', ['socat', 'TCP-LISTEN:8000,bind=10.0.0.1,fork', 'TCP:127.0.0.1:8000'], ''],
])('is nothing where %s leads to the other program', (name, command, text) => {
  const families = [listener('127.0.0.1', 8000), listener('10.0.0.1', 8000, { inode: 9 })];
  const at = (to: string) =>
    diagnosed('http://10.0.0.1:8000/', {
      sockets: families,
      owners,
      processes: [
        processes[0]!,
        running(
          43,
          command.map(word => word.replace('127.0.0.1', to)),
          { name },
        ),
      ],
      configuration: [
        { path: '/srv/old.js', text: 'listen(8000)', modifiedAt: 0 },
        { path: '/etc/nginx/nginx.conf', text: text.replace('127.0.0.1', to), modifiedAt: 0 },
      ],
      probes: [
        probe('10.0.0.1', 8000, 'connected', { http: { status: 500, reason: '', headers: {}, body: '' } }),
      ],
    });
  expect(codes(at('127.0.0.1'))).toEqual(['error http/server-error']);
  expect(codes(at('127.0.0.2'))[0]).toBe('error port/shadowed');
});

it('is no cause of the silence at an address whose family the other program does not have', () => {
  const families = [listener('0.0.0.0', 8000), listener('::', 8000, { inode: 9, v6only: true })];
  const question = fromHere({
    target: parseTarget('http://10.0.0.1:8000/'),
    address: '10.0.0.1',
    port: 8000,
  });
  const asked = (...conversations: Parameters<typeof attempt>[0]) =>
    verdictOf(
      rule,
      world({
        sockets: known(families, 'sock_diag'),
        owners: known(owners, '/proc'),
        processes: known(processes, '/proc'),
        probes: known([attempt(conversations, { address: '10.0.0.1', port: 8000 })], 'connections made'),
      }),
      question,
    );
  expect(asked(said({ outcome: 'silent', http: null }))).toMatchObject({ severity: 'warning' });
  expect(asked(said({ http: answer(404) }))).toMatchObject({ severity: 'error' });
});

it('leaves one program with two sockets in peace', () => {
  const one = { pidsByInode: { 13000: [42], 9: [42] }, hidden: [] };
  expect(
    codes(diagnosed('8000', { sockets, owners: one, processes: healthy(8000).processes, probes })),
  ).toEqual([]);
});

it('tells two programs of which one is hidden by their users and control groups', () => {
  const hidden = { pidsByInode: {}, hidden: [13000, 9] };
  const seen = (more: object) =>
    diagnosed('8000', {
      sockets: [listener('127.0.0.1', 8000), listener('0.0.0.0', 8000, { inode: 9, ...more })],
      owners: hidden,
      processes: [],
      probes,
    });
  expect(codes(seen({ uid: 7 }))).toEqual(['warning port/shadowed']);
  expect(codes(seen({ cgroup: 7 }))).toEqual([]);
  const alike = seen({});
  expect(codes(alike)).toEqual([]);
  expect(alike.unchecked.map(({ code }) => code)).toContain('port/shadowed');
});

it('leaves open whose they are where a program that gave root up may have made both', () => {
  const sockets = [listener('127.0.0.1', 8000, { uid: 0 }), listener('::', 8000, { inode: 9, uid: 7 })];
  const seen = (pidsByInode: Record<string, number[]>) =>
    diagnosed('8000', {
      sockets,
      owners: { pidsByInode, hidden: [13000] },
      processes: [running(43, ['python3', 'new.py'])],
      probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000), probe('::1', 8000)],
    });
  const open = seen({});
  expect(codes(open)).toEqual([]);
  expect(open.unchecked.map(({ code }) => code)).toContain('port/shadowed');
  expect(codes(seen({ 9: [43] }))).toEqual(['warning port/shadowed']);
});

it('tells two programs of one name apart by what they answer, where their directories cannot be seen', () => {
  const target = parseTarget('http://localhost:8000/new.html');
  const asking = (status: number, directory: string | null) => {
    const server = (pid: number, address: string) =>
      running(pid, ['python3', '-m', 'http.server', '8000', '--bind', address], { directory });
    const answered = (address: string, code: number) =>
      attempt([said({ http: answer(code) })], { address, port: 8000 });
    return verdictOf(
      rule,
      world({
        sockets: known([listener('::1', 8000), listener('0.0.0.0', 8000, { inode: 9 })], 'sock_diag'),
        owners: known({ pidsByInode: { 13000: [42], 9: [43] }, hidden: [] }, '/proc'),
        processes: known([server(42, '::1'), server(43, '0.0.0.0')], '/proc'),
        probes: known([answered('::1', status), answered('127.0.0.1', 200)], 'connections made'),
      }),
      fromHere({ target, address: '::1', family: 6, port: 8000 }),
    );
  };
  expect(asking(404, null)).toMatchObject({ severity: 'error' });
  expect(asking(200, null)).toContain('unchecked: pid 42 and pid 43 may be two programs');
  expect(asking(404, '/srv')).toBe('ruled-out');
});

it('stops with npm what npm would leave behind, which has the port', () => {
  const below = [
    running(40, ['npm', 'run', 'dev']),
    running(41, ['sh', '-c', 'vite'], { parent: 40 }),
    running(42, ['node', '/srv/node_modules/.bin/vite'], { parent: 41 }),
    processes[1]!,
  ];
  const { causes } = diagnosed('8000', { sockets, owners, processes: below, probes });
  expect(causes[0]?.fixes[0]?.steps).toEqual([40, 41, 42].map(pid => ({ do: 'stop', pid })));
});
