# Bound to the address of a second network; a client of the first asks by the first.
# ask: 10.20.30.1:8000 --from 10.20.30.2
setup() { spare eth1 192.168.44.1/24; web 8000 192.168.44.1; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
