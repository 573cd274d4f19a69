# Somebody masked the unit: to start it alone does not help.
# ask: shop
# fix: yes
# says: masked
setup() { systemd_up && unit shop '/usr/bin/python3 -m http.server 8000' && in_systemd systemctl stop shop && in_systemd systemctl mask shop; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd systemctl unmask shop; in_systemd systemctl start shop; listening 8000; }
