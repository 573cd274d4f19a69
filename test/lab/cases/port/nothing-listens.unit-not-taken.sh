# systemd does not take the unit's file: the path of its program is relative. To start it fails.
# ask: shop
# says: systemd-analyze verify
file() { printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=%s -m http.server 8000\nWorkingDirectory=%s\n' "$1" "$web" >"$results/shop.service" && in_systemd cp "$results/shop.service" /etc/systemd/system/ && in_systemd systemctl daemon-reload; }
setup() { systemd_up && file ./venv/bin/python3; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { file /usr/bin/python3; in_systemd systemctl start shop; listening 8000; }
