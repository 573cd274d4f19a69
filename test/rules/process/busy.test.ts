import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { diagnosed, errors, hanging, listener, now, probe, running } from '../../support/healthy.js';

const unanswered = hanging(8000);
const command = ['python3', '-m', 'http.server', '8000'];

it('finds a thread that burns a processor while clients wait', () => {
  const processes = [running(42, command, { state: 'R', busiestThread: 0.99 })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).toEqual(['process/busy']);
});

it('finds it of the parent that accepts alone, whose child has the socket for nothing', () => {
  const family = [running(42, command, { busiestThread: 0.99 }), running(43, command, { parent: 42 })];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const seen = { processes: family, owners, probes: unanswered };
  expect(diagnosed('8000', { ...seen, resampled }).causes[0]).toMatchObject({
    code: 'process/busy',
    summary: expect.stringContaining('(pid 42'),
  });
  // The child has taken and read what came.
  expect(errors(diagnosed('8000', seen))).not.toContain('process/busy');
});

it.each([
  // The primary of a Node cluster deals connections out, and uWSGI's http router requests.
  ['node', ['node', 'app.js'], { 13000: [42] }],
  ['uwsgi', ['uwsgi', '--http', ':8000'], { 13000: [42, 45] }],
])('finds it in those to whom the holder of the socket hands on: %s', (name, line, pidsByInode) => {
  const one = (pid: number, parent: number, busiestThread: number) =>
    running(pid, line, { name, parent, busiestThread });
  const family = (first: number, second: number) => [
    one(42, 1, 0),
    one(43, 42, first),
    one(44, 42, second),
    ...(name === 'uwsgi' ? [one(45, 42, 0)] : []),
  ];
  const owners = known({ pidsByInode, hidden: [] }, 'the test');
  const of = (first: number, second: number, probes = unanswered) =>
    diagnosed('8000', { processes: family(first, second), owners, probes });
  expect(errors(of(0.99, 0.99))).toEqual(['process/busy']);
  // Whichever uWSGI worker is free takes a request; a Node worker has its turn, free or not: another one has read what is no request.
  const parser = { outcome: 'answered', reason: 'malformed', protocol: 'http' } as const;
  const read = unanswered.map(each => ({
    ...each,
    conversations: [...each.conversations, { ...each.conversations[0]!, ...parser, firstBytes: '<html>' }],
  }));
  expect(errors(of(0.99, 0, read))).toEqual([name === 'node' ? 'process/busy' : 'process/hung']);
  // Where they are all silent, those that are not busy wait for words of a protocol of their own.
  expect(errors(of(0.99, 0))).not.toContain('process/busy');
});

it('finds it where only a further attempt was dealt to the worker that is busy', () => {
  const one = (pid: number, parent: number, busiestThread: number) =>
    running(pid, ['node', '/srv/app.js'], { name: 'node', parent, busiestThread });
  const dealt = (turns: readonly (number | null)[], use: number) =>
    errors(
      diagnosed('8000', {
        processes: [one(42, 1, 0), one(43, 42, use), one(44, 42, 0)],
        probes: [{ ...probe('127.0.0.1', 8000), turns }],
      }),
    );
  expect(dealt([200, null, 200], 0.99)).toEqual(['process/busy']);
  expect(dealt([200, 200, 200], 0.99)).toEqual([]);
  expect(dealt([200, null, 200], 0.2)).toEqual([]);
});

it('finds it where only a later question was dealt to the worker that is busy', () => {
  const one = (pid: number, parent: number, busiestThread: number) =>
    running(pid, ['node', 'app.js'], { name: 'node', parent, busiestThread });
  const owners = known({ pidsByInode: { 13000: [42] }, hidden: [] }, 'the test');
  const probes = unanswered.map(each => {
    const silent = each.conversations[0]!;
    const answer = { status: 200, reason: 'OK', headers: {}, body: 'ok' };
    const answered = {
      outcome: 'answered',
      protocol: 'http',
      firstBytes: 'HTTP/1.1 200 OK',
      http: answer,
    } as const;
    return {
      ...each,
      conversations: [
        { ...silent, ...answered },
        { ...silent, reason: 'other-name' as const },
      ],
    };
  });
  const of = (first: number, second: number) =>
    diagnosed('8000', {
      processes: [one(42, 1, 0), one(43, 42, first), one(44, 42, second)],
      owners,
      probes,
    });
  expect(errors(of(0.99, 0))).toEqual(['process/busy']);
  expect(of(0.99, 0).verdict).toBe('degraded');
  expect(errors(of(0, 0))).toEqual([]);
});

it('is no fault where another thread took the request, and waits for more words of its own protocol', () => {
  const taken = listener('127.0.0.1', 8000, {
    state: 'established',
    inode: 77,
    passed: { received: 90, acknowledged: 0 },
  });
  const of = (line: readonly string[], awaits: readonly number[]) =>
    diagnosed('8000', {
      processes: [running(42, line, { state: 'R', busiestThread: 0.99, awaits })],
      probes: unanswered,
      resampled: [taken],
    });
  expect(of(['./game'], [77]).verdict).toBe('reachable');
  expect(errors(of(['./game'], []))).toEqual(['process/busy']);
  expect(errors(of(command, [77]))).toEqual(['process/busy']);
});

it('is no fault of a server that answers', () => {
  const processes = [running(42, command, { state: 'R', busiestThread: 0.98 })];
  const diagnosis = diagnosed('8000', { processes });
  expect(diagnosis.ruledOut).toContain('process/busy');
  expect(errors(diagnosis)).toEqual([]);
});

it.each([
  ['redis', '-BUSY Redis is busy running a script. You can only call SCRIPT KILL.', true],
  ['redis', '-LOADING Redis is loading the dataset in memory', true],
  ['postgresql', 'FATAL 57P03: the database system is starting up', true],
  ['postgresql', 'FATAL 57P03: the database system is not yet accepting connections', true],
  ['postgresql', 'FATAL 57P03: the database system is not accepting connections', false],
  ['redis', '-NOAUTH Authentication required.', false],
  ['postgresql', 'FATAL 28000: no pg_hba.conf entry', false],
])('takes a service by its word: %s %s', (protocol, banner, found) => {
  const spoken = { ...unanswered[0]!.conversations[0]!, outcome: 'answered', asked: 'service' } as const;
  const probes = unanswered.map(each => ({
    ...each,
    conversations: [{ ...spoken, protocol, banner, firstBytes: banner }],
  }));
  const diagnosis = diagnosed('8000', { probes });
  expect(errors(diagnosis).includes('process/busy')).toBe(found);
  if (found) expect(errors(diagnosis)).toEqual(['process/busy']);
});

it('finds it in the only worker of a Node cluster, whatever script that runs', () => {
  const primary = running(42, ['node', 'app.js'], { name: 'node' });
  const below = (environment: Record<string, string>) =>
    running(43, ['/usr/bin/node', '/srv/worker.js'], {
      ...{ name: 'node', parent: 42, busiestThread: 0.99, environment },
    });
  const of = (environment: Record<string, string>) =>
    diagnosed('8000', { processes: [primary, below(environment)], probes: unanswered });
  expect(errors(of({ NODE_UNIQUE_ID: '1' }))).toEqual(['process/busy']);
  expect(of({ NODE_UNIQUE_ID: '1' }).causes[0]?.summary).toContain('pid 43');
  expect(errors(of({}))).not.toContain('process/busy');
});

it('says that a development server may still compile, or does by its log, and nothing of the kind of another one', () => {
  const next = (word: string) => [
    running(40, ['node', '/srv/shop/node_modules/.bin/next', word]),
    running(42, ['next-server (v14.2.35)'], { parent: 40, busiestThread: 0.99 }),
  ];
  const log = (lines: readonly string[], more: object) => [
    {
      path: '/srv/shop/dev.log',
      lines,
      modifiedAt: now,
      because: 'process-output' as const,
      pid: 42,
      ...more,
    },
  ];
  const told = (word: string, lines: readonly string[] = [], more = {}) =>
    diagnosed('8000', { processes: next(word), probes: unanswered, logs: log(lines, more) }).causes[0];
  const compiling = [' ✓ Ready in 1344ms', ' ○ Compiling / ...'];
  expect(told('dev', compiling)).toMatchObject({
    code: 'process/busy',
    headline: 'the server still compiles',
    fixes: [{ title: 'Wait until it has compiled, then ask again', text: '  tail /srv/shop/dev.log' }],
  });
  expect(told('dev')?.fixes[0]?.title).toContain('it may compile');
  for (const more of [
    { path: '/home/ana/other/dev.log', because: 'caller-directory', pid: null },
    { modifiedAt: now - 600_000 },
  ])
    expect(told('dev', compiling, more)?.headline).toBeUndefined();
  expect(
    told('dev', [...compiling, ' ✓ Compiled / in 9.1s (257 modules)', ' GET / 200 in 9s'])?.headline,
  ).toBeUndefined();
  expect(told('start')?.fixes[0]?.title).toBe('See what it computes, then restart it');
});
