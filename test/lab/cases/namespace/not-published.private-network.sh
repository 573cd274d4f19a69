# A unit with PrivateNetwork=yes: it runs, and nobody reaches it.
# ask: 8000
# says: web.service
# fix: yes
setup() { systemd_up; unit web '/usr/bin/python3 -m http.server 8000' 'PrivateNetwork=yes'; sleep 1; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { unit web '/usr/bin/python3 -m http.server 8000'; in_systemd systemctl restart web; sleep 1; }
cleanup() { kill -9 $systemd; }
