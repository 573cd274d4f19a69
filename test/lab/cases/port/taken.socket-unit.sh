# systemd itself has the port, for the service of a socket unit; to end systemd is no way to free it.
# ask: shop
# says: systemctl stop web.socket
# fix: yes
setup() {
  systemd_up && mkdir shop && echo shop >shop/who
  printf '[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=8000\nAccept=yes\n' >"$results/web.socket"
  printf '[Unit]\nDefaultDependencies=no\n[Service]\nStandardInput=socket\nExecStart=-/bin/cat\n' >"$results/web@.service"
  in_systemd cp "$results/web.socket" "$results/web@.service" /etc/systemd/system/
  in_systemd systemctl daemon-reload && in_systemd systemctl start web.socket
  unit shop "/usr/bin/python3 -m http.server 8000 --directory $web/shop" "StandardError=append:$results/shop.log"
  until_true in_systemd systemctl is-failed -q shop
}
inside() { in_systemd "$@"; }
client() { curl -fsS -m 3 http://127.0.0.1:8000/who | grep shop; }
heal() { in_systemd systemctl stop web.socket; in_systemd systemctl restart shop; listening 8000; }
cleanup() { kill -9 $systemd; }
