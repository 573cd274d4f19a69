# Strict reverse-path filtering, and the way back to the client leads by another interface.
# ask: 10.20.30.1:8000 --from 10.50.0.2
setup() { far_network; web 8000; spare up1 10.67.0.2/24; ip route add 10.50.0.0/24 via 10.67.0.1; sysctl -qw net.ipv4.conf.all.rp_filter=1; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip route replace 10.50.0.0/24 via $there; }
