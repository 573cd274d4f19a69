# The unit requires another one, which failed: to start it alone fails too.
# ask: 8000
# says: db.service, which it requires, has failed
setup() {
  systemd_up && printf '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/test -e %s/ready\n' "$results" >"$results/db.service" &&
    printf '[Unit]\nDefaultDependencies=no\nRequires=db.service\nAfter=db.service\n[Service]\nExecStart=/usr/bin/python3 -m http.server 8000\nWorkingDirectory=%s\n' "$web" >"$results/shop.service" &&
    in_systemd cp "$results/db.service" "$results/shop.service" /etc/systemd/system/ && in_systemd systemctl daemon-reload && ! in_systemd systemctl start shop
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { touch "$results/ready"; in_systemd systemctl start shop; listening 8000; }
