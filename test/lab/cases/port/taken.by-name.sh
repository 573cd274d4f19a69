# Asked about by its name: nginx does not run, and another program has the port of its configuration and answers well.
# ask: nginx
# says: 8085 | python3
setup() {
  mkdir -p etc-nginx
  printf 'pid %s/nginx.pid; error_log %s/error.log;\nevents {}\nhttp { access_log off; server { listen 8085; location = /shop { return 200 hello; } } }\n' "$results" "$results" >etc-nginx/nginx.conf
  mount --bind etc-nginx /etc/nginx
  web 8085
}
client() { fetch http://127.0.0.1:8085/shop; }
heal() { kill "$!"; sleep 0.3; nginx; listening 8085; }
