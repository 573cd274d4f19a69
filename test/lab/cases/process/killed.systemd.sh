# The unit's server was ended with signal 9.
# ask: 8000
# says: shop.service
setup() { systemd_up && unit shop '/usr/bin/python3 -m http.server 8000'; listening 8000; in_systemd systemctl kill -s KILL shop; sleep 0.7; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd systemctl restart shop; listening 8000; }
