# Somebody took the interface down.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; ip link set eth0 down; }
client() { fetch_there http://$here:8000/; }
heal() { ip link set eth0 up; }
