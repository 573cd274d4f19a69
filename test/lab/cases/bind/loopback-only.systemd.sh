# A unit's command line has the address: the unit is changed, not the process.
# ask: 8000 --from lan
# fix: yes
# says: shop.service
setup() { systemd_up && unit shop '/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1'; listening 8000; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { in_systemd sed -i 's/127.0.0.1/0.0.0.0/' /run/systemd/system/shop.service; in_systemd systemctl daemon-reload; in_systemd systemctl restart shop; listening 8000; }
