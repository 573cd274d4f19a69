# A rule drops a whole network, this machine's own attempt too; the server behind it lets in whoever has the password, as the URL has.
# ask: http://shop:geheim@10.20.30.1:8000/ --from lan
# never: http/auth-required
setup() {
  cat >server.py <<'P'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        good = self.headers.get('Authorization') == 'Basic c2hvcDpnZWhlaW0='
        self.send_response(200 if good else 401)
        if not good: self.send_header('WWW-Authenticate', 'Basic realm="shop"')
        self.send_header('Content-Length', '0')
        self.end_headers()
ThreadingHTTPServer(('', 8000), Handler).serve_forever()
P
  start python3 server.py
  listening 8000
  iptables-nft -A INPUT -d 10.20.30.0/24 -p tcp --dport 8000 -j DROP
}
client() { fetch_there -u shop:geheim http://$here:8000/; }
heal() { iptables-nft -F; }
