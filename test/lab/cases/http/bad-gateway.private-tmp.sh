# The application makes its socket in a /tmp of its own, as PrivateTmp= gives one to a unit.
# ask: http://10.20.30.1:8080/
# says: in a file system of its own
setup() {
  cat >serve.py <<'P'
import http.server, os, socketserver, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
server = socketserver.ThreadingUnixStreamServer(sys.argv[1], Handler)
os.chmod(sys.argv[1], 0o777)
server.serve_forever()
P
  mkdir sockets && chmod 777 sockets
  site "server { listen 8080; location / { proxy_pass http://unix:$web/sockets/shop.sock; } }"
  start unshare --mount sh -c "mount -t tmpfs tmpfs $web/sockets && exec python3 serve.py $web/sockets/shop.sock"
  sleep 1
}
client() { fetch http://$here:8080/; }
heal() { start python3 serve.py "$web/sockets/shop.sock"; sleep 0.7; }
