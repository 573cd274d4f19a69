import { describe, expect, it } from 'vitest';
import { type LinkNames, readTraffic } from '../../../src/facts/interfaces/traffic.js';
import { encodeAttribute as attribute } from '../../../src/system/netlink/attributes.js';

const GET_QDISC = 38;
const ROOT = 0xffffffff;
const INGRESS = 0xfffffff2;

const links: LinkNames = new Map([
  [2, { name: 'eth0', kind: null, flags: ['UP'] }],
  [3, { name: 'ifb0', kind: 'ifb', flags: [] }],
  [4, { name: 'ifb1', kind: 'ifb', flags: ['UP'] }],
]);

const text = (type: number, words: string): Buffer => attribute(type, Buffer.from(`${words}\0`));
const nested = (type: number, ...parts: readonly Buffer[]): Buffer => attribute(type, Buffer.concat(parts));
const numbers = (...list: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * list.length);
  for (const [index, value] of list.entries()) bytes.writeInt32LE(value | 0, 4 * index);
  return bytes;
};

/** struct tcmsg of eth0 with attributes behind it. */
const message = (parent: number, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([numbers(0, 2, 0, parent, 0), ...parts]);

const action = (kind: string, parameters: Buffer): Buffer =>
  nested(1, text(1, kind), nested(2, attribute(2, parameters)));
/** struct tc_gact: index, capabilities, action, and two counts. */
const plain = (verdict: number): Buffer => action('gact', numbers(1, 0, verdict, 1, 1));
/** struct tc_mirred: the same, then what is done and where. */
const mirred = (how: number, index: number): Buffer => action('mirred', numbers(1, 0, 4, 1, 1, how, index));
const filter = (kind: string, ...options: readonly Buffer[]): Buffer =>
  message(INGRESS, text(1, kind), nested(2, ...options));

const kernel = (queues: readonly Buffer[], filters: readonly Buffer[] = []) => ({
  dump: (_family: number, type: number, payload: Buffer) =>
    type === GET_QDISC
      ? [...queues]
      : filters.filter(each => each.readUInt32LE(12) === payload.readUInt32LE(12)),
  ask: () => Buffer.alloc(0),
});

const onIngress = (...filters: readonly Buffer[]) =>
  readTraffic(kernel([message(0xfffffff1, text(1, 'clsact'))], filters), links)
    .get(2)
    ?.filters.map(({ direction, says }) => `${direction} ${says}`);

describe('readTraffic', () => {
  it.each([
    ['an eBPF program', filter('bpf', text(7, 'guard')), 'ingress bpf guard'],
    ['a drop', filter('flower', nested(3, plain(2))), 'ingress flower, drop'],
    ['a redirect', filter('u32', nested(7, mirred(1, 3))), 'ingress u32, redirect to ifb0'],
    [
      'an action that is not known',
      filter('basic', nested(3, action('odd', numbers(1)))),
      'ingress basic, odd',
    ],
  ])('tells of %s', (_, bytes, says) => expect(onIngress(bytes)).toEqual([says]));

  it.each([
    ['sorts packets', filter('u32', attribute(1, numbers(1)))],
    ['lets packets go on', filter('matchall', nested(2, plain(0)))],
    ['marks them', filter('u32', nested(7, action('skbedit', numbers(1))))],
    ['copies them', filter('u32', nested(7, mirred(2, 3)))],
    ['shapes them on an ifb that is up', filter('u32', nested(7, mirred(1, 4)))],
    ['is but the head of a list', message(INGRESS, text(1, 'u32'))],
  ])('keeps silent of a filter that %s', (_, bytes) => expect(onIngress(bytes)).toBeUndefined());

  const statistics = (sent: number, dropped: number): Buffer =>
    nested(7, attribute(1, numbers(0, 0, sent, 0)), attribute(3, numbers(0, 0, dropped, 0, 0)));

  it('tells of a filter of a queue with classes', () => {
    const htb = Buffer.concat([numbers(0, 2, 0x10000, ROOT, 0), text(1, 'htb'), statistics(9, 0)]);
    const stops = message(0x10000, text(1, 'u32'), nested(2, nested(7, plain(2))));
    const sorts = message(0x10000, text(1, 'u32'), nested(2, attribute(1, numbers(1))));
    const said = (bytes: Buffer) => readTraffic(kernel([htb], [bytes]), links).get(2)?.filters;
    expect(said(stops)).toEqual([{ direction: 'egress', says: 'u32, drop' }]);
    expect(said(sorts)).toBeUndefined();
  });

  it("tells of a class's queue that lets nothing out", () => {
    const leaf = (sent: number, dropped: number) =>
      readTraffic(kernel([message(0x10020, text(1, 'bfifo'), statistics(sent, dropped))]), links).get(2);
    expect(leaf(0, 6)?.filters[0]?.says).toContain('the bfifo queue of a class');
    expect(leaf(5, 6)).toBeUndefined();
    expect(leaf(0, 1)).toBeUndefined();
  });

  it('tells of a root queue that loses packets', () => {
    const netem = message(ROOT, text(1, 'netem'), attribute(2, numbers(0, 1000, ROOT, 0)), statistics(0, 0));
    expect(readTraffic(kernel([netem]), links).get(2)?.queue).toEqual({
      kind: 'netem',
      loss: 1,
      sent: 0,
      dropped: 0,
    });
    const tbf = message(ROOT, text(1, 'tbf'), statistics(0, 10));
    expect(readTraffic(kernel([tbf]), links).get(2)?.queue).toMatchObject({ sent: 0, dropped: 10 });
    const idle = message(ROOT, text(1, 'fq_codel'), statistics(900, 0));
    expect(readTraffic(kernel([idle]), links).size).toBe(0);
  });

  it('survives what is cut off', () => {
    const whole = filter('u32', nested(7, mirred(1, 3)));
    for (let length = 0; length < whole.length; length++)
      expect(() => onIngress(whole.subarray(0, Math.max(length, 20)))).not.toThrow();
    expect(readTraffic(kernel([Buffer.alloc(3)]), links).size).toBe(0);
  });
});
