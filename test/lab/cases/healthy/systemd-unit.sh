# A unit of systemd: nothing to warn of.
# ask: 8000
# says: shop.service
# never: background/dies-on-logout
setup() { systemd_up && unit shop '/usr/bin/python3 -m http.server 8000'; listening 8000; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
