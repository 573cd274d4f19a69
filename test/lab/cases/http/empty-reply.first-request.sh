# The very first request fails: what the server writes of it comes after its log was looked for.
# ask: http://10.20.30.1:8000/
# says: no such table: carts
setup() {
  cat >shop.py <<'P'
from http.server import BaseHTTPRequestHandler, HTTPServer
import os
class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        if not os.path.exists("carts"):
            raise LookupError("no such table: carts")
        self.send_response(204)
        self.end_headers()
HTTPServer(("", 8000), Shop).serve_forever()
P
  nohup python3 shop.py >server.log 2>&1 </dev/null &
  listening 8000
}
# The client must not be the first.
client() { [ -e carts ] && fetch http://$here:8000/; }
heal() { touch carts; }
