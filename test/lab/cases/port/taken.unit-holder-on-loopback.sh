# Asked about by its name: the unit could not have its port. Whoever has it is bound to loopback, which is no fault of the unit's.
# ask: shop.service
# never: bind/loopback-only
setup() { systemd_up && unit old '/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1' && listening 8000; mkdir shop; unit shop '/usr/bin/python3 -m http.server 8000 --directory shop' "StandardError=append:$results/shop.log"; echo shop >shop/shop.txt; until_true in_systemd systemctl is-failed -q shop; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/shop.txt; }
heal() { in_systemd systemctl stop old; in_systemd systemctl restart shop; listening 8000; }
