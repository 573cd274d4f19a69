# PrivateNetwork=yes, asked about by the unit's name.
# ask: shop.service
# says: PrivateNetwork
setup() { systemd_up && unit shop '/usr/bin/python3 -m http.server 8000' 'PrivateNetwork=yes'; sleep 1; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd sed -i '/PrivateNetwork/d' /run/systemd/system/shop.service; in_systemd systemctl daemon-reload; in_systemd systemctl restart shop; listening 8000; }
