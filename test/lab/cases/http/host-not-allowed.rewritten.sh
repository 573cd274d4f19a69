# nginx sends the name of its upstream as Host; the application would take the name that was asked for.
# ask: http://shop.test:8080/
# fix: yes
# says: proxy_set_header Host $host
setup() {
  hosts "$here shop.test"
  start node -e "require('http').createServer((q, r) => /^shop.test/.test(q.headers.host) ? r.end('hello') : r.writeHead(400).end('<h1>Bad Request (400)</h1>')).listen(3000, '127.0.0.1')"; listening 3000
  site 'upstream app_server { server 127.0.0.1:3000; } server { listen 8080; location / { proxy_pass http://app_server; } }'; listening 8080
}
client() { fetch http://shop.test:8080/; }
heal() { sed -i 's|proxy_pass|proxy_set_header Host $host; proxy_pass|' "$results/nginx.conf"; reload_site; }
