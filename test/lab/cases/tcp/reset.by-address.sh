# It serves loopback, and turns away whoever comes by another address: FIN, and RST behind it before a word is said.
# ask: 8000 --from lan
setup() {
  cat >server.py <<'P'
import http.server, socket, struct, sys
class S(http.server.ThreadingHTTPServer):
    def verify_request(self, request, client):
        if client[0].startswith("127.") or "all" in sys.argv: return True
        request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
S(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
P
  start python3 server.py
  listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { end; start python3 server.py all; listening 8000; }
