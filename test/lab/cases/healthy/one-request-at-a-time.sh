# nginx deals requests out to two applications that take one request after the other, and their time for each.
# ask: http://10.20.30.1:8080/
setup() {
  cat >server.py <<'P'
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(1.5)
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()
HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
P
  start python3 server.py 3001
  start python3 server.py 3002
  listening 3001
  listening 3002
  cat >"$results/nginx.conf" <<N
pid $results/nginx.pid; error_log $results/error.log;
events {}
http { access_log off; upstream shop { server 127.0.0.1:3001; server 127.0.0.1:3002; }
  server { listen 8080; location / { proxy_pass http://shop; } } }
N
  nginx -c "$results/nginx.conf"
  listening 8080
}
client() { fetch http://$here:8080/; }
