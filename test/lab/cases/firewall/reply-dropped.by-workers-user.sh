# Nobody of www-data is to send anything out, and that is who nginx's workers are: connections are made, and nothing is said on them.
# ask: 8000 --from lan
# fix: yes
# never: process/hung
setup() {
  cat >"$results/nginx.conf" <<N
user www-data;
pid $results/nginx.pid; error_log $results/nginx-error.log;
events {}
http { access_log off; server { listen 8000; location / { return 200 hello; } } }
N
  nginx -c "$results/nginx.conf"; listening 8000
  iptables -A OUTPUT -o eth0 -m owner --uid-owner www-data -j DROP
}
client() { fetch_there http://$here:8000/; }
heal() { iptables -F; }
