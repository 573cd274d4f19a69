# The tunnel has the two halves of the address space, which are longer than the default route that the client came by.
# ask: 8000 --from 10.50.0.2
setup() { far_network; web 8000; ip route add default via $there; spare tun9 10.66.0.2/24; ip route add 0.0.0.0/1 dev tun9; ip route add 128.0.0.0/1 dev tun9; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip route del 0.0.0.0/1; }
