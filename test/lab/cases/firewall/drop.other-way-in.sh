# A client behind a router that is on both cables: by one of them, to which its route leads back, a rule drops it.
# ask: 8000 --from 10.50.0.2
# verdict: degraded
# says: 10.50.0.2 by eth1
# fix: yes
setup() {
  web 8000
  second_cable
  far_network
  ip route add 10.50.0.0/24 via 10.67.0.2
  echo >/dev/udp/10.67.0.2/9
  input_rules 'iifname "eth1" tcp dport 8000 drop;'
}
client() { from_far curl -fsS -o /dev/null -m $patience http://10.67.0.1:8000/; }
heal() { nft delete table inet lab; }
