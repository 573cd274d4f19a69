# The page without TLS leads on to the one with it, and only for that one a proxy is set, which is dead.
# ask: http://here.test:8000/
# expect: client/env-proxy
setup() {
  hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; trust
  own tls.py 8443 here.test.pem here.test.key; listening 8443
  cat >redirect.py <<'P'
import http.server
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(301); self.send_header("Location", "https://here.test:8443/"); self.send_header("Content-Length", "0"); self.end_headers()
http.server.ThreadingHTTPServer(("", 8000), H).serve_forever()
P
  start python3 redirect.py; listening 8000
  export https_proxy=http://$there:3128
}
client() { fetch -L http://here.test:8000/; }
heal() { unset https_proxy; }
