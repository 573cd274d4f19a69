# No route back to the client, and a rule that drops it besides.
# ask: 8000 --from 10.50.0.2
# expect: route/no-return-route | firewall/drop
# also: firewall/drop | route/no-return-route
setup() { far_network; web 8000; input_rules 'iifname "lo" accept; tcp dport 8000 drop;'; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { nft flush ruleset; client && return 1; ip route add default via $there; }
