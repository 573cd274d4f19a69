# nginx hands the public name on, and the application knows its site by another one: 500, "unknown app".
# ask: http://shop.test:8080/
# twin: http/server-error, http/wrong-virtual-host
setup() {
  hosts "$here shop.test"
  start node -e "require('http').createServer((q, r) => /^(app.test|localhost|127)/.test(q.headers.host) ? r.end('hello') : r.writeHead(500).end('unknown app ' + q.headers.host)).listen(3000, '127.0.0.1')"
  listening 3000
  site 'server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; proxy_set_header Host $host; } }'
  listening 8080
}
client() { fetch http://shop.test:8080/; }
heal() { sed -i 's/Host $host/Host app.test/' "$results/nginx.conf"; reload_site; }
