# A unit was not started, and beside it is a template that speaks of the port too: systemctl tells of no unit behind the name of one.
# ask: 8000
# says: shop.service
# fix: yes
setup() {
  systemd_up || return
  printf '[Unit]\nDefaultDependencies=no\n[Service]\n# As a rule 8000.\nExecStart=/usr/bin/python3 -m http.server %%i\n' >"$results/files@.service"
  printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/usr/bin/python3 -m http.server 8000\n' >"$results/shop.service"
  in_systemd cp "$results/files@.service" "$results/shop.service" /etc/systemd/system/ && in_systemd systemctl daemon-reload
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd systemctl start shop; listening 8000; }
