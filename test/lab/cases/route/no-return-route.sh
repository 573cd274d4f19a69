# The client is behind a router; its packets arrive, and this machine knows no way back.
# ask: 8000 --from 10.50.0.2
setup() { far_network; web 8000; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip route add default via $there; }
