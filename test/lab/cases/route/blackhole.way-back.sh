# The client's network is thrown away on the way back.
# ask: 8000 --from 10.50.0.2
# twin: route/no-return-route
setup() { far_network; web 8000; ip route add default via $there; ip route add unreachable 10.50.0.0/24; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip route del unreachable 10.50.0.0/24; }
