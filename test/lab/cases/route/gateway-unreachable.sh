# The default gateway is an address where no machine is. Others on the same network answer.
# ask: 10.50.0.2:8000
# says: 10.20.30.254
setup() { far_network; from_far python3 -m http.server 8000 & listening 8000 far; ip route add default via 10.20.30.254; }
client() { fetch http://10.50.0.2:8000/; }
heal() { ip route replace default via $there; }
