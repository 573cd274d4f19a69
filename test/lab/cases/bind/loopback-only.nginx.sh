# nginx with `listen 127.0.0.1:8080`.
# ask: 8080 --from lan
# fix: yes
setup() { site "server { listen 127.0.0.1:8080; root $web; }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/127.0.0.1:8080/8080/' "$results/nginx.conf"; nginx -c "$results/nginx.conf" -s stop; sleep 0.5; nginx -c "$results/nginx.conf"; listening 8080; }
