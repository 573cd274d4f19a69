# The default gateway is dead; the client is on our own network.
# ask: 8000 --from lan
# never: route/gateway-unreachable
setup() { web 8000; ip route add default via 10.20.30.254; }
client() { fetch_there http://$here:8000/; }
