# The server is installed as a unit that nobody has started.
# ask: 8000
# fix: yes
# says: shop.service
setup() { systemd_up && printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/usr/bin/python3 -m http.server 8000\nWorkingDirectory=%s\n' "$web" >"$results/shop.service" && in_systemd cp "$results/shop.service" /etc/systemd/system/ && in_systemd systemctl daemon-reload; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd systemctl start shop; listening 8000; }
