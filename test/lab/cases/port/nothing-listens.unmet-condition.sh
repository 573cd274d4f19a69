# A condition of the unit does not hold: systemd starts nothing, and calls that a success.
# ask: 8000
# says: condition
setup() {
  systemd_up && printf '[Unit]\nDefaultDependencies=no\nConditionPathExists=%s/ready\n[Service]\nExecStart=/usr/bin/python3 -m http.server 8000\nWorkingDirectory=%s\n[Install]\nWantedBy=lab.target\n' "$results" "$web" >"$results/shop.service" &&
    in_systemd cp "$results/shop.service" /etc/systemd/system/ && in_systemd systemctl daemon-reload && in_systemd systemctl enable shop && in_systemd systemctl start shop
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { touch "$results/ready"; in_systemd systemctl start shop; listening 8000; }
