# The page is there at once, and nothing says where it ends: its clients wait for more.
# ask: http://10.20.30.1:8000/
# never: process/hung
# twin: process/hung
setup() {
  cat >app.py <<'P'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>hello</h1>")
ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
P
  start python3 app.py; listening 8000
}
client() { fetch http://$here:8000/; }
heal() { end; sed -i 's|HTTP/1.1|HTTP/1.0|' app.py; start python3 app.py; listening 8000; }
