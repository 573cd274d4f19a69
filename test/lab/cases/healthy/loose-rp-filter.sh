# Loose reverse-path filtering lets a client in whose way back exists.
# ask: 10.20.30.1:8000 --from 10.50.0.2
# never: route/rp-filter
setup() { far_network; web 8000; ip route add default via $there; sysctl -qw net.ipv4.conf.all.rp_filter=2; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
