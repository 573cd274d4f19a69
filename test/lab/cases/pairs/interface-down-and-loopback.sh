# The interface is down, and the server is on loopback.
# ask: 8000 --from lan
# expect: interface/down
# also: bind/loopback-only
# fix: all
setup() { web 8000 127.0.0.1; ip link set eth0 down; }
client() { fetch_there http://$here:8000/; }
heal() { ip link set eth0 up; client && return 1; end; web 8000; }
