# Bound to the address of another network than the one that it is asked for on.
# ask: 10.20.30.1:8000 --from lan
# fix: yes
setup() { spare eth1 10.20.40.1/24; web 8000 10.20.40.1; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
