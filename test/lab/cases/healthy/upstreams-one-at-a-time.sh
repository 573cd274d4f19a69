# nginx deals requests out to two applications of a single worker each, which take nearly a second for each page.
# ask: http://10.20.30.1:8080/
# twin: http/bad-gateway | process/hung
setup() {
  cat >slow.py <<'P'
import http.server, sys, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.8); self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(b"ok")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Slow).serve_forever()
P
  start python3 slow.py 3001; listening 3001
  start python3 slow.py 3002; listening 3002
  site 'upstream shop { server 127.0.0.1:3001; server 127.0.0.1:3002; } server { listen 8080; location / { proxy_pass http://shop; } }'
  listening 8080
}
client() { fetch http://$here:8080/ && fetch http://$here:8080/; }
