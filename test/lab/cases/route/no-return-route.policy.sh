# A policy rule sends what comes from the server's address to an empty table.
# ask: 8000 --from 10.50.0.2
# expect: route/no-return-route | route/blackhole
setup() { far_network; web 8000; ip route add default via $there; ip rule add from $here to 10.50.0.0/24 lookup 88 priority 50; ip route add unreachable default table 88; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip rule del priority 50; }
