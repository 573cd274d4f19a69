# Asked about by its name: nginx found a mistake in its configuration, and what its unit kept of it says which.
# ask: nginx
# says: unknown directive | 8085
setup() {
  systemd_up || return 1
  mkdir etc-nginx
  printf 'pid %s/nginx.pid; error_log %s/error.log;\nevents {}\nhttp { access_log off; server { listen 8085; servername shop; return 200 hello; } }\n' "$results" "$results" >etc-nginx/nginx.conf
  mount --bind etc-nginx /etc/nginx
  nsenter -t "$systemd" -m mount --bind "$web/etc-nginx" /etc/nginx
  unit nginx "/usr/sbin/nginx -g 'daemon off;'" "StandardError=append:$results/nginx.log"
  until_true in_systemd systemctl is-failed -q nginx
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8085/; }
heal() { sed -i 's/servername/server_name/' etc-nginx/nginx.conf; in_systemd systemctl restart nginx; listening 8085; }
