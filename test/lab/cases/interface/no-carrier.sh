# The cable's other end is dead: the interface is up and has no link.
# ask: 8000 --from lan
# twin: interface/down
setup() { web 8000; ip -n there link set eth0 down; sleep 0.3; }
client() { fetch_there http://$here:8000/; }
heal() { ip -n there link set eth0 up; }
