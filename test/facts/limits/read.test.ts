import { expect, it } from 'vitest';
import { parseCounters, parseCounters6, parseMartians } from '../../../src/facts/limits/read.js';

it('adds up the processors in /proc/net/stat/rt_cache', () => {
  const text = `entries  in_hit   in_slow_tot in_slow_mc in_no_route in_brd   in_martian_dst in_martian_src out_hit  out_slow_tot out_slow_mc gc_total gc_ignored gc_goal_miss gc_dst_overflow in_hlist_search out_hlist_search
0000001e 00000000 00008c23    00000000   00001b4c    00000000 0000007a       00000243       00000000 0007b6aa     00000014    00000000 00000000   00000000     00000000        00000000        00000000
0000001e 00000000 0000873b    00000000   00001a02    00000000 00000060       0000000f       00000000 000794f1     00000010    00000000 00000000   00000000     00000000        00000000        00000000
`;
  expect(parseMartians(text)).toBe(0x243 + 0xf);
  expect(parseMartians('')).toBe(0);
  expect(parseMartians('in_martian_src\nxyz\n')).toBe(0);
});

it('reads the counters of UDP, and not those of UDP-Lite', () => {
  const text = `Udp: InDatagrams NoPorts InErrors
Udp: 1261 326 0
UdpLite: InDatagrams NoPorts InErrors
UdpLite: 0 0 0
`;
  expect(parseCounters(text)).toEqual({ NoPorts: 326 });
});

it('reads the counters of IPv6', () => {
  const lines = ['Ip6InReceives                   \t18760', 'Ip6InHdrErrors                  \t0'];
  const others = Array.from({ length: 17 }, (_, index) => `Ip6Other${index}                   \t${index}`);
  const text = [...lines, 'Ip6InDelivers\t18759', ...others, 'Ip6InMcastPkts\t7', 'Ip6OutMcastPkts\t8'];
  expect(parseCounters6(text.join('\n'))).toEqual({
    Ip6InReceives: 18_760,
    Ip6InDelivers: 18_759,
    Ip6InMcastPkts: 7,
  });
});
