import { expect, it } from 'vitest';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

/** This machine, 10.1.1.2, a router at 10.1.1.1, and behind it a server at 10.2.2.2; the same in IPv6. */
const ground = `
mount -t tmpfs tmpfs /run; mkdir -p /run/netns
ip netns add router; ip netns add server
ip link add eth0 type veth peer name eth0 netns router
ip -n router link add eth1 type veth peer name eth0 netns server
plug() { ip -n $1 addr add $3 dev $2; ip -n $1 -6 addr add $4 dev $2 nodad; ip -n $1 link set $2 up; ip -n $1 link set lo up; }
ip link set lo up; ip addr add 10.1.1.2/24 dev eth0; ip -6 addr add fd11::2/64 dev eth0 nodad; ip link set eth0 up
ip -6 addr add fe80::2/64 dev eth0 nodad; ip -n router -6 addr add fe80::1/64 dev eth0 nodad
plug router eth0 10.1.1.1/24 fd11::1/64
plug router eth1 10.2.2.1/24 fd22::1/64
plug server eth0 10.2.2.2/24 fd22::2/64
ip netns exec router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
# As many errors as are due: sixteen targets at once are more than a machine is told of by one router.
for each in '' 'ip netns exec router' 'ip netns exec server'; do
  $each sysctl -qw net.ipv4.icmp_ratemask=0; $each sysctl -qw net.ipv6.icmp.ratemask=
done
ip route add default via 10.1.1.1; ip -6 route add default via fd11::1
ip -n server route add default via 10.2.2.1; ip -n server -6 route add default via fd22::1
ip netns exec router nft -f - <<'NFT'
table inet f {
  chain forward {
    type filter hook forward priority 0
    tcp dport 8001 reject with icmpx type admin-prohibited
    tcp dport 8002 reject with icmpx type port-unreachable
    tcp dport 8003 reject with tcp reset
    udp dport 8006 reject with icmpx type admin-prohibited
  }
}
NFT
ip netns exec server nft -f - <<'NFT'
table inet f {
  chain input {
    type filter hook input priority 0
    tcp dport 8004 reject with icmpx type port-unreachable
  }
}
NFT
nft -f - <<'NFT'
table inet f {
  chain output {
    type filter hook output priority 0
    tcp dport 8005 reject with icmpx type admin-prohibited
  }
}
NFT
`;

const sent = (address: string, type: number, code: number) => ({ offender: { address, type, code } });
const reset = { outcome: 'refused', errno: 'ECONNREFUSED', offender: null, byReset: true };

/** What each attempt must find out. */
const attempts: readonly [string, object][] = [
  // First, for of these a router sends the fewest (net.ipv4.route.error_cost).
  ['10.9.9.9:8000', { outcome: 'network-unreachable', errno: 'ENETUNREACH', ...sent('10.1.1.1', 3, 0) }],
  ['10.2.2.2:8000', reset],
  ['[fd22::2]:8000', reset],
  ['[fe80::1%eth0]:8000', reset],
  ['10.2.2.2:8001', { outcome: 'host-unreachable', errno: 'EHOSTUNREACH', ...sent('10.1.1.1', 3, 13) }],
  ['[fd22::2]:8001', { outcome: 'prohibited', errno: 'EACCES', ...sent('fd11::1', 1, 1) }],
  ['10.2.2.2:8002', { outcome: 'refused', errno: 'ECONNREFUSED', ...sent('10.1.1.1', 3, 3) }],
  ['10.2.2.2:8003', reset],
  ['10.2.2.2:8004', { outcome: 'refused', errno: 'ECONNREFUSED', ...sent('10.2.2.2', 3, 3) }],
  ['10.2.2.2:8005', { outcome: 'host-unreachable', errno: 'EHOSTUNREACH', ...sent('10.1.1.2', 3, 13) }],
  ['10.2.2.2:8000/udp', { outcome: 'refused', errno: 'ECONNREFUSED', ...sent('10.2.2.2', 3, 3) }],
  ['[fd22::2]:8000/udp', { outcome: 'refused', errno: 'ECONNREFUSED', ...sent('fd22::2', 1, 4) }],
  ['10.2.2.2:8006/udp', { outcome: 'host-unreachable', errno: 'EHOSTUNREACH', ...sent('10.1.1.1', 3, 13) }],
  // Both take a kernel 3.1 s to find out: this one's, and the router's.
  ['10.1.1.77:8000', { outcome: 'host-unreachable', errno: 'EHOSTUNREACH', ...sent('10.1.1.2', 3, 1) }],
  ['10.2.2.77:8000', { outcome: 'host-unreachable', errno: 'EHOSTUNREACH', ...sent('10.1.1.1', 3, 1) }],
  ['[fd22::77]:8000', { outcome: 'host-unreachable', errno: 'EHOSTUNREACH', ...sent('fd11::1', 1, 3) }],
];

it.skipIf(noNamespaces)(named('whoever sent an ICMP error is named'), { timeout: 60_000 }, () => {
  const asked = attempts.map(([typed]) => `'${typed}'`).join(' ');
  const printed = inNamespace(`${ground}\n$NODE ${asked}`, beside(import.meta.url, 'offender.entry.ts'));
  expect(
    printed
      .trim()
      .split('\n')
      .map((line, index) => [attempts[index]?.[0], JSON.parse(line)]),
  ).toEqual(attempts);
});
