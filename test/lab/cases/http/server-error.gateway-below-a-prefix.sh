# The application says 502 by itself for one page, which its proxy knows by a path below a prefix of its own.
# ask: http://10.20.30.1:8080/shop/pay
# never: http/bad-gateway
# says: 127.0.0.1:3000
# twin: http/bad-gateway
setup() {
  cat >shop.py <<'P'
import http.server, urllib.request
class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/pay": return self.send_error(404)
        try: body, status = urllib.request.urlopen("http://127.0.0.1:4000/").read(), 200
        except OSError: body, status = b"payments are unavailable", 502
        self.send_response(status); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", 3000), Shop).serve_forever()
P
  start python3 shop.py; listening 3000
  site "server { listen 8080; location /shop/ { proxy_pass http://127.0.0.1:3000/; } }"; listening 8080
}
client() { fetch http://$here:8080/shop/pay; }
heal() { start python3 -m http.server 4000 --bind 127.0.0.1; listening 4000; }
