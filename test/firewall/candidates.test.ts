import { describe, expect, it } from 'vitest';
import { candidates } from '../../src/firewall/candidates.js';
import { IPPROTO, type Packet } from '../../src/firewall/packet.js';
import { iptables, nft, rulesOf } from '../support/firewall.js';

const ends = { source: 0x0a4d0002, sourcePort: { lo: 32768, hi: 65535 }, destination: 0x0a4d0001 } as const;
const packet = {
  family: 4,
  protocol: IPPROTO.tcp,
  arp: null,
  ends: { ...ends, destinationPort: 8000 },
  input: 'eth0',
  output: '',
} as unknown as Packet;
const answer: Packet = {
  ...packet,
  ends: { ...ends, sourcePort: 8000, destinationPort: ends.sourcePort },
  input: '',
  output: undefined,
};

const others = Array.from({ length: 100 }, (_, at) => `-s 192.0.2.${at}/32 -p tcp --dport 22 -j DROP`);

const rulesIn = (rules: readonly string[]) =>
  rulesOf(iptables([...others, ...rules].map(each => `-A INPUT ${each}`))).tables[0]!.chains.find(
    ({ name }) => name === 'INPUT',
  )!.rules;
const leftOf = (rules: readonly string[], of = packet) =>
  candidates(rulesIn(rules), of).map(({ text }) => text.replace('-A INPUT ', ''));

describe('candidates', () => {
  it('leaves out rules about other addresses, ports and interfaces, and keeps the order', () => {
    const about = [
      '-j LOG',
      '-s 10.77.0.2/32 -j RETURN',
      '-p tcp -m tcp --dport 8000 -j ACCEPT',
      '-i eth0 -j ACCEPT',
      '-i eth+ -j ACCEPT',
      '-s 10.77.0.0/24 -j ACCEPT',
      '-s 10.0.0.0/8 -j ACCEPT',
      '! -s 192.0.2.1/32 -j ACCEPT',
      '-d 10.77.0.1/32 -j ACCEPT',
      '-p tcp -m multiport --dports 22,8000 -j ACCEPT',
      '-j DROP',
    ];
    const not = [
      '-i eth1 -j DROP',
      '-p udp -m udp --dport 53 -j DROP',
      '-d 10.77.0.9/32 -j DROP',
      '-s 10.78.0.0/24 -j DROP',
    ];
    expect(leftOf([...about.slice(0, 5), ...not, ...about.slice(5)])).toEqual(about);
  });

  it('keeps what may be meant where the packet is not known so well', () => {
    const about = ['-p tcp -m tcp --dport 40000 -j ACCEPT', '-o eth7 -j ACCEPT'];
    const not = ['-p tcp -m tcp --dport 80 -j ACCEPT', '-i eth0 -j ACCEPT'];
    expect(leftOf([...about, ...not], answer)).toEqual(about);
  });

  it('takes every rule of which something counts before it is looked at', () => {
    const marks = nft(
      'input',
      Array.from({ length: 100 }, () => [
        { mangle: { key: { meta: { key: 'mark' } }, value: 1 } },
        { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 22 } },
        { drop: null },
      ]),
    );
    const { rules } = rulesOf(marks).tables[0]!.chains[0]!;
    expect(candidates(rules, packet)).toBe(rules);
  });
});
