# nginx listens on [::]:8080 alone; its default there is ipv6only=on.
# ask: 10.20.30.1:8080 --from lan
setup() { site "server { listen [::]:8080; root $web; }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { nginx -c "$results/nginx.conf" -s stop; sleep 0.5; site "server { listen [::]:8080; listen 8080; root $web; }"; listening 8080; }
