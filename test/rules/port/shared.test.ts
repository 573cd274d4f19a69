import { describe, expect, it } from 'vitest';
import { codes, diagnosed, errors, hanging, listener, probe, running } from '../../support/healthy.js';

const sockets = [listener('0.0.0.0', 8000), listener('0.0.0.0', 8000, { inode: 9 })];
const owners = { pidsByInode: { 13000: [42], 9: [43] }, hidden: [] };
const two = (a: string, b: string) => [
  running(42, ['python3', 'server.py', a]),
  running(43, ['python3', 'server.py', b]),
];

it('warns of two programs on one address', () => {
  expect(codes(diagnosed('8000', { sockets, owners, processes: two('old', 'new') }))).toEqual([
    'warning port/shared',
  ]);
});

it('does not say that datagrams are dealt out by chance', () => {
  const udp = sockets.map(each => ({ ...each, protocol: 'udp' as const, state: 'unconnected' as const }));
  const { causes } = diagnosed('8000/udp', {
    sockets: udp,
    owners,
    processes: two('old', 'new'),
    probes: [],
  });
  expect(causes.find(({ code }) => code === 'port/shared')?.summary).toContain(
    'always to the one that was started last',
  );
});

it('is the way of those who answer for multicast groups', () => {
  const mdns = [listener('0.0.0.0', 5353), listener('0.0.0.0', 5353, { inode: 9 })].map(each => ({
    ...each,
    protocol: 'udp' as const,
    state: 'unconnected' as const,
  }));
  const all = { pidsByInode: { 10353: [42], 9: [43] }, hidden: [] };
  const told = (port: string) =>
    codes(diagnosed(port, { sockets: mdns, owners: all, processes: two('avahi', 'chrome'), probes: [] }));
  expect(told('5353/udp').join()).not.toContain('port/shared');
});

it('is the root cause where the answer was the wrong one’s', () => {
  const missing = { http: { status: 404, reason: 'Not Found', headers: {}, body: '' } };
  const probes = [probe('127.0.0.1', 8000, 'connected', missing)];
  const diagnosis = diagnosed('http://127.0.0.1:8000/new.txt', {
    sockets,
    owners,
    processes: two('old', 'new'),
    probes,
  });
  expect(errors(diagnosis)).toEqual(['port/shared']);
});

it.each([
  [[200, 503], ['port/shared']],
  [[200, 200, null], ['port/shared']],
  [[200, 200, 429], []],
])('breaks a URL where further requests fail: %j', (turns, expected) => {
  const probes = [{ ...probe('127.0.0.1', 8000), turns }];
  const diagnosis = diagnosed('http://127.0.0.1:8000/', {
    sockets,
    owners,
    processes: two('old', 'new'),
    probes,
  });
  expect(errors(diagnosis)).toEqual(expected);
  expect(diagnosis.verdict).toBe(expected.length > 0 ? 'degraded' : 'reachable');
  if (turns.includes(null))
    expect(diagnosis.causes[0]?.summary).toContain('of 3 requests, 2 were answered 200 and 1 not at all');
});

it('leaves instances of one service in peace', () => {
  expect(codes(diagnosed('8000', { sockets, owners, processes: two('--id=1', '--id=2') }))).toEqual([]);
});

it('takes no two for one service that do not answer alike, but for a master’s own', () => {
  const probes = [{ ...probe('127.0.0.1', 8000), turns: [200, 404, 200] }];
  const processes = two('shop1.cfg', 'shop2.cfg');
  const asked = (held: typeof owners) =>
    diagnosed('http://127.0.0.1:8000/new.txt', { sockets, owners: held, processes, probes });
  expect(asked(owners).causes[0]).toMatchObject({
    code: 'port/shared',
    summary: expect.stringMatching(
      /shop1\.cfg .* share port 8000 .*of 3 requests, 2 were answered 200 and 1 404/,
    ),
    fixes: [{ steps: [{ do: 'stop', pid: 42 }] }],
  });
  expect(errors(asked({ pidsByInode: { 13000: [42], 9: [42] }, hidden: [] }))).not.toContain('port/shared');
});

it('stops the smaller number of two that were started in one tick', () => {
  const fix = (...processes: ReturnType<typeof two>) =>
    diagnosed('8000', { sockets: sockets.toReversed(), owners, processes }).causes[0]?.fixes[0]?.steps;
  expect(fix(...two('old', 'new'))).toEqual([{ do: 'stop', pid: 42 }]);
  expect(fix(...two('old', 'new').toReversed())).toEqual([{ do: 'stop', pid: 42 }]);
});

it('names the one to stop that takes none of its connections', () => {
  const waiting = { used: 3, limit: 64 };
  const deaf = listener('0.0.0.0', 8000, { inode: 9, queue: waiting });
  const diagnosis = diagnosed('8000', {
    sockets: [sockets[0]!, deaf],
    resampled: [deaf],
    owners,
    processes: two('old', 'new'),
  });
  const cause = diagnosis.causes.find(each => each.code === 'port/shared');
  expect(cause?.summary).toContain('takes none of those that wait for it (3)');
  expect(cause?.fixes[0]?.steps).toEqual([{ do: 'stop', pid: 43 }]);
});

describe('where one of them accepts and never answers', () => {
  const kept = {
    ...listener('127.0.0.1', 8000, { inode: 7, state: 'established' }),
    passed: { received: 80, acknowledged: 0 },
  };
  const silent = { outcome: 'silent' as const, http: null };
  const strangers = [running(42, ['python3', 'old.py']), running(43, ['python3', 'new.py'])];
  const told = (mute: number, first: object, processes = strangers) =>
    diagnosed(
      '8000',
      {
        sockets,
        resampled: [...sockets, kept],
        owners: { pidsByInode: { ...owners.pidsByInode, 7: [mute] }, hidden: [] },
        processes,
        probes: [{ ...probe('127.0.0.1', 8000, 'connected', first), turns: [null, 200, 200, null] }],
      },
      { from: 'self', family: 4 },
    );

  it.each([
    [42, {}],
    [42, silent],
    [43, {}],
    [43, silent],
  ])('says the same whoever took the first question: %i is mute, %j', (mute, first) => {
    const diagnosis = told(mute, first);
    expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['degraded', ['port/shared']]);
    expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([{ do: 'stop', pid: mute }]);
  });

  it.each([
    ['of one service', '--id=1', '--id=2', {}],
    ['of one service', '--id=1', '--id=2', silent],
    ['of one program, whatever it was told', 'well', 'stuck', {}],
  ])('names the instance that is mute among those %s: %s, %s, %j', (_, one, other, first) => {
    const diagnosis = told(43, first, two(one, other));
    expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['degraded', ['process/hung']]);
    expect(diagnosis.causes[0]?.summary).toContain('pid 43');
  });
});

it('is no error of a bare port that some of them have another page', () => {
  const probes = [{ ...probe('127.0.0.1', 8000), turns: [200, 404, 500] }];
  const diagnosis = diagnosed('8000', { sockets, owners, processes: two('old', 'new'), probes });
  expect([diagnosis.verdict, codes(diagnosis)]).toEqual(['reachable', ['warning port/shared']]);
});

it('is left open where the holders of several sockets are hidden', () => {
  const diagnosis = diagnosed('8000', { sockets, owners: { pidsByInode: {}, hidden: [] }, processes: [] });
  expect(codes(diagnosis)).toEqual([]);
  expect(diagnosis.unchecked.find(each => each.code === 'port/shared')?.lacks).toContain('2 sockets');
});

describe('where the holders are hidden and the answers tell', () => {
  const asked = (...turns: readonly (number | null)[]) =>
    diagnosed('http://127.0.0.1:8000/new.txt', {
      sockets,
      owners: { pidsByInode: {}, hidden: [] },
      processes: [],
      probes: [{ ...probe('127.0.0.1', 8000), turns }],
    });

  it('is found by some that have what others have not', () => {
    const diagnosis = asked(200, 404, 200, 404);
    expect(errors(diagnosis)).toEqual(['port/shared']);
    expect(diagnosis.verdict).not.toBe('reachable');
    expect(diagnosis.causes[0]?.summary).toContain('of 4 requests, 2 were answered 200 and 2 404');
  });

  it('is found by some that say nothing, unless what says it is seen', () => {
    expect(errors(asked(200, null, 200, null))).toEqual(['port/shared']);
    const waiting = { ...sockets[0]!, queue: { used: 3, limit: 64 } };
    const stuck = diagnosed('http://127.0.0.1:8000/new.txt', {
      sockets,
      owners: { pidsByInode: {}, hidden: [] },
      processes: [],
      probes: [{ ...probe('127.0.0.1', 8000), turns: [200, null] }],
      resampled: [waiting, sockets[1]!],
    });
    expect(errors(stuck)).toEqual(['process/hung']);
  });

  it('is a matter of luck where it is the first that says nothing', () => {
    const diagnosis = diagnosed('http://127.0.0.1:8000/new.txt', {
      sockets,
      owners: { pidsByInode: {}, hidden: [] },
      processes: [],
      probes: hanging(8000).map(each => ({ ...each, turns: [null, 200, 200] })),
    });
    expect(diagnosis.causes[0]?.code).toBe('port/shared');
    expect(diagnosis.verdict).toBe('degraded');
  });

  it.each([[[200, 200]], [[404, 404]], [[200, 503, null]], [[200, 429]]])('is not by %j', turns =>
    expect(errors(asked(...turns))).not.toContain('port/shared'),
  );
});
