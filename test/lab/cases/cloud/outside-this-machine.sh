# Nothing here is in the way; a router between drops what is meant for the port.
# ask: 10.20.30.1:8000 --from 10.50.0.2
# verdict: reachable
setup() { far_network; web 8000; ip route add default via $there; over_there iptables-nft -A FORWARD -p tcp --dport 8000 -j DROP; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { over_there iptables-nft -F FORWARD; }
