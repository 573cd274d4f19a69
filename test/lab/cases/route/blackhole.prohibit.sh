# A prohibit route, in a table that a policy rule looks up first.
# ask: 10.50.0.2:8000
setup() { far_network; from_far python3 -m http.server 8000 & listening 8000 far; ip route add default via $there; ip rule add to 10.50.0.0/24 lookup 77 priority 100; ip route add prohibit default table 77; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip rule del priority 100; }
