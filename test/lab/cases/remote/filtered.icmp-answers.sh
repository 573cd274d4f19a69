# The other machine answers pings and no connections at all.
# ask: 10.20.30.2:22
setup() { over_there nft 'table inet f { chain i { type filter hook input priority 0; policy drop; meta l4proto { icmp, ipv6-icmp } accept; }; }'; }
client() { connects $there 22; }
heal() { over_there nft flush ruleset; over_there python3 -m http.server 22 & listening 22 there; }
