# HAProxy passes on to nginx, that passes on to 3000, and the application is on 3001.
# ask: http://10.20.30.1:8080/
# says: nginx behind haproxy|127.0.0.1:3000
setup() {
  web 3001 127.0.0.1; site "server { listen 127.0.0.1:8081; location / { proxy_pass http://127.0.0.1:3000; } }"
  printf 'defaults\n mode http\n timeout connect 2s\n timeout client 9s\n timeout server 9s\nlisten front\n bind :8080\n server second 127.0.0.1:8081\n' >haproxy.cfg
  start haproxy -db -f haproxy.cfg; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { sed -i 's/3000/3001/' "$results/nginx.conf"; reload_site; }
