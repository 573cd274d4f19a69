# nginx deals requests out to two releases of a shop; the newer one has no table for its stock and fails each request.
# ask: http://127.0.0.1:8080/stock
# verdict: degraded
# never: http/bad-gateway
# says: 127.0.0.1:3002
# twin: healthy
setup() {
  cat >shop.py <<'P'
import http.server, sys
class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body, status = (b"3 left", 200) if sys.argv[2] == "old" else (b"", 500)
        self.send_response(status); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Shop).serve_forever()
P
  start python3 shop.py 3001 old; listening 3001
  start python3 shop.py 3002 new; listening 3002
  site 'upstream shop { server 127.0.0.1:3001; server 127.0.0.1:3002; } server { listen 8080; location / { proxy_pass http://shop; } }'
  listening 8080
}
client() { for _ in $(seq 12); do fetch http://$here:8080/stock || return 1; done; }
heal() { end; start python3 shop.py 3002 old; listening 3002; }
