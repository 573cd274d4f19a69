# Another interface is down, and has nothing to do with it.
# ask: 8000
# never: interface/down
setup() { spare eth1 10.20.40.1/24; ip link set eth1 down; web 8000; }
client() { fetch_there http://$here:8000/; }
