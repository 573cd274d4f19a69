import { describe, expect, it } from 'vitest';
import { valueIn } from '../../src/facts/fact.js';
import type { Json, Table } from '../../src/facts/firewall/types.js';
import { walk } from '../../src/firewall/walk.js';
import { dport, iptables, nft, rulesOf } from '../support/firewall.js';
import { fromHere, fromLan, world } from '../support/ground.js';

const walked = (tables: readonly Table[]) =>
  walk({ firewall: rulesOf(tables), interfaces: valueIn(world().interfaces) ?? [] }, fromLan({ port: 8000 }));

describe('the packet that carries the request', () => {
  const long = (range: string) =>
    walked(iptables([`-A INPUT -p tcp --dport 8000 -m length --length ${range} -j DROP`]));

  it('is told apart from the ones that open the connection', () => {
    expect(long('90:1500')).toMatchObject({ verdict: 'pass', follow: { verdict: 'drop' } });
    expect(long('70:1500')).toMatchObject({ usually: 'pass', follow: { verdict: 'drop' } });
  });

  it('says nothing where only some requests are stopped', () => {
    expect(long('1400:1500')).toMatchObject({ verdict: 'pass', follow: { verdict: 'pass' } });
  });
});

describe('a set that the first packet is noted in', () => {
  const source = { payload: { protocol: 'ip', field: 'saddr' } };
  const note = [dport(8000), { set: { op: 'add', elem: source, set: '@seen' } }];
  const ask = [{ match: { op: '==', left: source, right: '@seen' } }, { drop: null }];
  const set = { set: { family: 'inet', table: 'filter', name: 'seen', type: 'ipv4_addr', handle: 9 } };

  it('holds those after it, and not the answers', () =>
    expect(walked(nft('input', [ask, note], {}, [set]))).toMatchObject({
      verdict: 'pass',
      follow: { verdict: 'drop' },
    }));
});

describe('the length that UDP tells', () => {
  const length = (op: string, right: number) => ({
    match: { op, left: { payload: { protocol: 'udp', field: 'length' } }, right },
  });
  const ends = (op: string, right: number) =>
    walk(
      {
        firewall: rulesOf(nft('input', [[length(op, right), { drop: null }]])),
        interfaces: valueIn(world().interfaces) ?? [],
      },
      fromLan({ port: 8000, protocol: 'udp' }),
    )?.verdict;

  it('is never less than its own header', () => {
    expect([ends('<', 8), ends('>', 1480), ends('>=', 8), ends('>', 500)]).toEqual([
      'pass',
      'pass',
      'drop',
      'maybe',
    ]);
  });
});

describe('ct status assured', () => {
  const assured = (hook: string, verdict: Json, more: Json[][] = [], policy = 'accept') =>
    walked(
      nft(
        hook,
        [
          ...more,
          [{ match: { op: 'in', left: { ct: { key: 'status' } }, right: 'assured' } }, verdict] as Json[],
        ],
        { policy },
      ),
    );
  const opens: Json[] = [
    { match: { op: 'in', left: { ct: { key: 'state' } }, right: 'new' } },
    { accept: null },
  ];

  it("holds as of the client's ACK", () => {
    expect(assured('input', { drop: null })).toMatchObject({ verdict: 'pass', follow: { verdict: 'drop' } });
    expect(assured('input', { accept: null }, [opens], 'drop')).toMatchObject({
      follow: { verdict: 'pass' },
    });
  });

  it('is not there yet for the first answer, and is for those after it', () => {
    expect(assured('output', { accept: null }, [], 'drop')).toMatchObject({ reply: { verdict: 'drop' } });
    expect(assured('output', { drop: null })).toMatchObject({
      reply: { verdict: 'pass' },
      answer: { verdict: 'drop' },
    });
  });
});

describe('how much a connection has carried', () => {
  const cut = (mode: string, dir: string, range: string) =>
    walked(
      iptables([
        `-A INPUT -p tcp --dport 8000 -m connbytes --connbytes ${range} --connbytes-mode ${mode} --connbytes-dir ${dir} -j DROP`,
      ]),
    );

  it('tells the request from the packets that make the connection', () => {
    for (const each of [cut('packets', 'original', '3'), cut('bytes', 'original', '170')])
      expect(each).toMatchObject({ verdict: 'pass', follow: { verdict: 'drop' } });
    expect(cut('packets', 'original', '2')).toMatchObject({ follow: { verdict: 'drop' } });
    expect(cut('packets', 'original', '1')).toMatchObject({ verdict: 'drop' });
  });

  it('says that long requests are cut where short ones pass', () => {
    expect(cut('bytes', 'original', '1000')).toMatchObject({
      follow: { verdict: 'pass' },
      cuts: { what: 'requests' },
    });
    expect(cut('bytes', 'original', '100000000')).toMatchObject({ cuts: null });
  });

  it('says that long answers are cut where short ones pass', () => {
    const tables = nft('output', [
      [{ match: { op: '>', left: { ct: { key: 'bytes', dir: 'reply' } }, right: 20_000 } }, { drop: null }],
    ]);
    expect(walked(tables)).toMatchObject({ answer: { verdict: 'pass' }, cuts: { what: 'answers' } });
  });
});

describe('the answer to a packet that is not tracked', () => {
  const rules = (state: string, prio: number) => [
    ...nft('output', [[dport(8000), { notrack: null }]], { prio }),
    ...nft(
      'input',
      [[{ match: { op: 'in', left: { ct: { key: 'state' } }, right: state } }, { accept: null }]],
      {
        policy: 'drop',
      },
    ),
  ];
  const out = (state: string, prio = -300) =>
    walk(
      { firewall: rulesOf(rules(state, prio)), interfaces: valueIn(world().interfaces) ?? [] },
      fromHere({ address: '10.77.0.9', local: false, port: 8000 }),
    );

  it('is part of no connection', () => {
    expect(out('established')).toMatchObject({ verdict: 'pass', reply: { verdict: 'drop' } });
    expect(out('invalid')).toMatchObject({ verdict: 'pass', reply: { verdict: 'pass' } });
    // What comes too late to exempt it.
    expect(out('established', 0)).toMatchObject({ verdict: 'pass', reply: { verdict: 'pass' } });
  });
});

describe('ct zone', () => {
  const zone = (value: Json, prio: number) => [
    ...nft('prerouting', [[{ mangle: { key: { ct: { key: 'zone' } }, value } }]], { prio }),
    ...nft('input', [
      [{ mangle: { key: { ct: { key: 'mark' } }, value: 1 } }],
      [dport(8000), { match: { op: '==', left: { ct: { key: 'zone' } }, right: 7 } }, { drop: null }],
    ]),
  ];

  it('is the one that a rule has set before the connection is tracked', () => {
    expect(walked(zone(7, -300))?.verdict).toBe('drop');
    expect(walked(zone(8, -300))?.verdict).toBe('pass');
    expect(walked(zone(7, 0))?.verdict).toBe('pass');
  });
});
