# nginx.conf was changed to listen everywhere, and nginx was never told.
# ask: 8080 --from lan
# fix: yes
setup() { site "server { listen 127.0.0.1:8080; root $web; }"; listening 8080; sleep 2; sed -i 's/127.0.0.1:8080/8080/' "$results/nginx.conf"; }
client() { fetch_there http://$here:8080/; }
heal() { nginx -c "$results/nginx.conf" -s stop; sleep 0.5; nginx -c "$results/nginx.conf"; listening 8080; }
