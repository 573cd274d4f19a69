# A published port leads by IPv6 into a namespace that has no default route of that family; by IPv4 it has one.
# ask: [fd20::1]:8080 --from lan
# fix: yes
# twin: firewall/forward-dropped, namespace/forward-mismatch
setup() {
  box
  sysctl -qw net.ipv6.conf.all.forwarding=1
  ip addr add fd28::1/64 dev box0 nodad
  ip -n box addr add fd28::2/64 dev eth0 nodad
  start in_box python3 -m http.server 8000 --bind ::
  listening 8000 box
  nft 'table ip6 nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to [fd28::2]:8000; }; }'
}
client() { fetch_there "http://[$here6]:8080/"; }
heal() { ip -n box -6 route add default via fd28::1; }
