# The listen line is in an included file, one of two servers.
# ask: 8080 --from lan
# fix: yes
setup() { mkdir -p "$results/sites"; echo "server { listen 8081; root $web; }" >"$results/sites/a.conf"; printf 'server {\n  listen 127.0.0.1:8080; # for now\n  root %s;\n}\n' "$web" >"$results/sites/shop.conf"; site "include $results/sites/*.conf;"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/127.0.0.1:8080/8080/' "$results/sites/shop.conf"; nginx -c "$results/nginx.conf" -s stop; sleep 0.5; nginx -c "$results/nginx.conf"; listening 8080; }
