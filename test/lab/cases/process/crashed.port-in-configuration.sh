# nginx did not start, for the name of its upstream is unknown; that it serves 8080 stands in its configuration only.
# ask: 8080
# says: host not found
# twin: port/nothing-listens
setup() {
  printf 'pid %s/nginx.pid; error_log stderr; daemon off;\nevents {}\nhttp { upstream api { server api.internal:3000; } server { listen 8080; location / { proxy_pass http://api; } } }\n' "$results" >"$results/nginx.conf"
  systemd_up; unit web "/usr/sbin/nginx -c $results/nginx.conf" "StandardError=append:$results/web.log"; until_true in_systemd systemctl is-failed -q web
}
inside() { in_systemd "$@"; }
client() { curl -sS -o /dev/null -m 3 http://127.0.0.1:8080/; }
heal() { echo '127.0.0.1 api.internal' >>/etc/hosts; in_systemd systemctl restart web; listening 8080; }
