# A client behind the router: its packets come in, the replies go to a gateway that has gone.
# ask: 8000 --from 10.50.0.2
setup() { far_network; web 8000; ip route add default via 10.20.30.254; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip route replace default via $there; }
