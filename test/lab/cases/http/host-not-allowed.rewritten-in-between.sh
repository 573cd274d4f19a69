# HAProxy hands the name on, and nginx behind it sends that of its upstream; the application would take the one that was asked for.
# ask: http://shop.test:8080/
# says: nginx behind haproxy|proxy_set_header Host $host
setup() {
  hosts "$here shop.test"
  start node -e "require('http').createServer((q, r) => /^shop.test/.test(q.headers.host) ? r.end('hello') : r.writeHead(400).end('<h1>Bad Request (400)</h1>')).listen(3000, '127.0.0.1')"; listening 3000
  site 'upstream app_server { server 127.0.0.1:3000; } server { listen 127.0.0.1:8081; location / { proxy_pass http://app_server; } }'; listening 8081
  printf 'defaults\n mode http\n timeout connect 2s\n timeout client 9s\n timeout server 9s\nlisten shop\n bind :8080\n server app 127.0.0.1:8081\n' >"$results/haproxy.cfg"
  start haproxy -f "$results/haproxy.cfg" -db; listening 8080
}
client() { fetch http://shop.test:8080/; }
heal() { sed -i 's|proxy_pass|proxy_set_header Host $host; proxy_pass|' "$results/nginx.conf"; reload_site; }
