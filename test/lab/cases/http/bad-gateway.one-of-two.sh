# nginx deals requests out to two applications and tries each once; one of them is gone, so every other request fails.
# ask: http://10.20.30.1:8080/
# verdict: degraded
# says: 127.0.0.1:3002
# twin: http/server-error
setup() {
  web 3001 127.0.0.1
  cat >"$results/nginx.conf" <<N
pid $results/nginx.pid; error_log $results/error.log;
events {}
http { access_log off; upstream shop { server 127.0.0.1:3001 max_fails=0; server 127.0.0.1:3002 max_fails=0; }
  server { listen 8080; location / { proxy_pass http://shop; proxy_next_upstream off; } } }
N
  nginx -c "$results/nginx.conf"
  listening 8080
}
client() { for _ in $(seq 12); do fetch http://$here:8080/ || return 1; done; }
heal() { web 3002 127.0.0.1; }
