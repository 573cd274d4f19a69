# A mark leads the connection by a gateway that is gone, and who asks may not read the rule that marks it.
# ask: 10.50.0.2:8000
# user: nobody
# never: firewall/egress-blocked
# twin: firewall/egress-blocked
setup() {
  far_network; ip route add 10.50.0.0/24 via $there; start from_far python3 -m http.server 8000; listening 8000 far
  ip rule add fwmark 1 table 100; ip route add default via 10.20.30.99 table 100
  nft 'add table ip m; add chain ip m o { type route hook output priority mangle; }; add rule ip m o tcp dport 8000 meta mark set 1'
}
client() { fetch http://10.50.0.2:8000/; }
heal() { nft flush ruleset; }
