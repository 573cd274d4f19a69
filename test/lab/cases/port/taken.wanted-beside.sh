# nginx is to have 80 and 8080, and ends where it cannot have the first one; it is asked for at the second.
# ask: 8080
# says: http.server
setup() {
  python3 -m http.server 80 >"$results/other.log" 2>&1 & other=$!
  listening 80
  mkdir "$results/nginx" "$results/sites"
  mount --bind "$results/nginx" /var/log/nginx
  mount --bind "$results/sites" /etc/nginx/sites-enabled
  printf 'server { listen 80; }\n' >/etc/nginx/sites-enabled/default
  printf 'server { listen 8080; root %s; }\n' "$PWD" >/etc/nginx/sites-enabled/shop
  chmod -R a+rX "$results"
  nginx || true
}
client() { fetch http://127.0.0.1:8080/; }
heal() { kill $other; until_true nginx; listening 8080; }
cleanup() { nginx -s stop; }
