# nginx turns requests to one path away by itself; the application behind another path is down, and has no part in it.
# ask: http://10.20.30.1:8000/closed
# twin: http/bad-gateway
# never: http/bad-gateway
setup() {
  site 'server {
    listen 8000; root /usr/share;
    location /closed { add_header Retry-After 30 always; return 503; }
    location /app/ { proxy_pass http://127.0.0.1:5999; }
  }'
  fetch http://$here:8000/app/ || true
}
client() { fetch http://$here:8000/closed; }
heal() { sed -i 's/return 503/return 200 ok/' "$results/nginx.conf"; reload_site; }
