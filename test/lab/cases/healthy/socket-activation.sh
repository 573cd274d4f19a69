# A systemd socket unit listens; a service starts with each connection.
# ask: 8000
# never: bind/unix-socket-only | process/not-listening
setup() {
  systemd_up || return 1
  printf 'while read -r line; do [ ${#line} -gt 1 ] || break; done\nprintf "HTTP/1.0 200 OK\\r\\n\\r\\nhello\\n"\n' >answer.sh
  printf '[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=8000\nAccept=yes\n' >"$results/shop.socket"
  printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/bash %s/answer.sh\nStandardInput=socket\n' "$web" >"$results/shop@.service"
  in_systemd cp "$results/shop.socket" "$results/shop@.service" /run/systemd/system/
  in_systemd systemctl daemon-reload && in_systemd systemctl start shop.socket; listening 8000
}
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
