# The unit's command was changed and loaded anew; the service was not restarted.
# ask: 8000 --from lan
# fix: yes
setup() { systemd_up && unit shop '/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1'; listening 8000; in_systemd sed -i 's/127.0.0.1/0.0.0.0/' /run/systemd/system/shop.service; in_systemd systemctl daemon-reload; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { in_systemd systemctl restart shop; listening 8000; }
