# nginx answers this machine, and nobody else.
# ask: http://10.20.30.1:8080/ --from lan
# fix: yes
setup() { site "server { listen 8080; root $web; location / { allow 127.0.0.1; allow $here; deny all; } }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/deny all;//' "$results/nginx.conf"; reload_site; }
