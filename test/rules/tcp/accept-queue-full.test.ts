import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { readInside, type ServerInside } from '../../../src/rules/process/server-inside.js';
import { rule } from '../../../src/rules/tcp/accept-queue-full.js';
import { dnat, eight, inside, published } from '../../support/docker.js';
import { fromHere, fromLan, verdictOf, world } from '../../support/ground.js';
import { codes, diagnosed, errors, listener, probe } from '../../support/healthy.js';

const late = [probe('127.0.0.1', 8000, 'timeout'), probe('10.0.0.1', 8000, 'timeout')];
const queue = (used: number, limit: number | null = 1) => [
  listener('0.0.0.0', 8000, { queue: { used, limit } }),
];

it('finds a queue above its backlog, twice', () => {
  expect(errors(diagnosed('8000', { sockets: queue(2), resampled: queue(2), probes: late }))).toEqual([
    'tcp/accept-queue-full',
  ]);
});

it('names who holds it within the sentence, seen or not', () => {
  const seen = { sockets: queue(2), resampled: queue(2), probes: late, processes: [] };
  const hidden = { ...seen, owners: { pidsByInode: {}, hidden: [13000] } };
  expect(diagnosed('8000', hidden).causes[0]?.summary).toContain('allows 1, and a program of ');
});

it.each([
  [1000, 'Run netcheck with sudo: it names the program,'],
  [0, 'start the container with --cap-add SYS_PTRACE: netcheck names the program,'],
])('says to user %i how to see a program that is hidden', (uid, text) => {
  const seen = { sockets: queue(2), resampled: queue(2), probes: late, processes: [], machine: { uid } };
  const hidden = { ...seen, owners: { pidsByInode: {}, hidden: [13000] } } as never;
  expect(diagnosed('8000', hidden).causes[0]?.fixes[0]).toMatchObject({
    text: expect.stringContaining(text),
    needsRoot: true,
  });
});

it('does not call one waiting connection a full queue', () => {
  expect(errors(diagnosed('8000', { sockets: queue(1), resampled: queue(1) }))).toEqual([]);
  // Nor where something else keeps the connection from coming about.
  const seen = { sockets: queue(1), resampled: queue(1), probes: late };
  expect(errors(diagnosed('8000', seen))).not.toContain('tcp/accept-queue-full');
});

it('does not believe a queue that is empty at the second look', () => {
  expect(errors(diagnosed('8000', { sockets: queue(2), resampled: queue(0) }))).toEqual([]);
  const seen = { sockets: queue(2), resampled: queue(0), probes: late };
  expect(errors(diagnosed('8000', seen))).not.toContain('tcp/accept-queue-full');
});

it('counts the overflows of now alone, and not those of the past', () => {
  const overflowed = (before: number, after: number) => {
    const limits = {
      ephemeral: { first: 32768, last: 60999 },
      conntrack: null,
      files: null,
      counters: { before: { ListenOverflows: before }, after: { ListenOverflows: after } },
    } as never;
    const seen = { sockets: queue(2), resampled: queue(2), probes: late, limits };
    return diagnosed('8000', seen).causes[0]?.evidence.map(({ says }) => says);
  };
  expect(overflowed(900, 900)).not.toContainEqual(expect.stringContaining('ListenOverflows'));
  expect(overflowed(900, 902)).toContain('ListenOverflows grew by 2 while it was probed');
});

it('does without the backlog where the probe timed out too', () => {
  const sockets = queue(3, null);
  expect(errors(diagnosed('8000', { sockets, resampled: sockets, probes: late }))).toEqual([
    'tcp/accept-queue-full',
  ]);
});

it('finds that the kernel drops requests because too many are half open', () => {
  const grown = (TCPReqQFullDrop: number) =>
    ({
      ephemeral: { first: 32768, last: 60999 },
      conntrack: null,
      files: null,
      counters: {
        before: { ListenOverflows: 0, TCPReqQFullDrop: 3 },
        after: { ListenOverflows: 0, TCPReqQFullDrop },
      },
    }) as never;
  const world = { sockets: queue(0), resampled: queue(0), probes: late };
  expect(diagnosed('8000', { ...world, limits: grown(9) }).causes[0]).toMatchObject({
    code: 'tcp/accept-queue-full',
    summary: expect.stringContaining('half open'),
  });
  const lucky = { sockets: queue(0), resampled: queue(0), limits: grown(9) };
  expect(codes(diagnosed('8000', lucky))).toEqual(['warning tcp/accept-queue-full']);
  expect(errors(diagnosed('8000', { ...world, limits: grown(3) }))).not.toContain('tcp/accept-queue-full');
});

it('finds that the kernel keeps what is left of its backlog for clients that it knows', () => {
  const drops = (ListenDrops: number, ListenOverflows = 0) =>
    ({
      ephemeral: { first: 32768, last: 60999 },
      conntrack: null,
      files: null,
      counters: {
        before: { ListenOverflows: 0, ListenDrops: 0, TCPReqQFullDrop: 0 },
        after: { ListenOverflows, ListenDrops, TCPReqQFullDrop: 0 },
      },
    }) as never;
  const half = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      listener('10.0.0.1', 8000, {
        state: 'syn-recv',
        inode: 0,
        remote: { address: '10.0.0.9', port: 4000 + index },
      }),
    );
  const found = (count: number, limits: never) =>
    errors(
      diagnosed('8000', {
        sockets: [...queue(0), ...half(count)],
        resampled: queue(0),
        probes: late,
        limits,
      }),
    ).includes('tcp/accept-queue-full');
  expect(found(3, drops(4))).toBe(true);
  expect(found(2, drops(4))).toBe(false);
  expect(found(3, drops(0))).toBe(false);
  expect(found(3, drops(4, 4))).toBe(false);
});

it('types no command where nobody knows whose output it would show', () => {
  expect(readInside({ log: null } as ServerInside)).not.toMatch(/null|^ {2}/);
  expect(readInside({ log: 'docker logs shop' } as ServerInside)).toMatch(/^ {2}docker logs shop\n/);
});

it('finds a full queue of a unix socket, and no other reason why it cannot be connected to', () => {
  const path = '/run/app.sock';
  const question = fromHere({ address: '', port: 0 });
  const asked = { ...question, target: { ...question.target, socketPath: path } };
  const at = (errno: string) =>
    verdictOf(
      rule,
      world({
        sockets: known([listener('', 0, { v6only: null })], 'the test'),
        resampled: known([], 'the test'),
        probes: known([{ ...probe(path, 0, 'failed'), errno }], 'the test'),
        interfaces: known([], 'the test'),
      }),
      asked,
    );
  expect(at('EAGAIN')).toMatchObject({ severity: 'error', summary: expect.stringContaining(path) });
  expect(at('EACCES')).toBe('ruled-out');
});

it('leaves open how others fare whom a rule leads to a server inside, where connections wait', () => {
  const asked = (used: number, from = fromLan) => {
    const namespaces = inside(listener('0.0.0.0', 80, { queue: { used, limit: null } }));
    const none = known([], 'sock_diag');
    const ruled = { firewall: known(dnat, 'nft'), sockets: none, resampled: none, probes: none };
    const facts = world({ ...published, ...ruled, namespaces });
    return verdictOf(rule, facts, from(eight));
  };
  expect(asked(2)).toContain('unchecked: whether httpd (pid 500)');
  expect(asked(1)).toBe('ruled-out');
  expect(asked(2, fromHere)).toBe('ruled-out');
});
