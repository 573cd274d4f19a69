# Addresses that no interface has, and a route of type local makes this machine's (AnyIP); the server is on one of them.
# ask: 8000 --from lan
# never: bind/stale-address
setup() { ip route add local 10.20.30.64/28 dev lo; over_there ip route add 10.20.30.64/28 via $here; web 8000 10.20.30.65; }
client() { fetch_there http://10.20.30.65:8000/; }
