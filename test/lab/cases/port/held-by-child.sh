# The server died; a child that inherited its socket holds the port and serves nobody.
# ask: 8000
# says: sleep
setup() {
  cat >server.py <<'P'
import http.server, subprocess
s = http.server.ThreadingHTTPServer(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler)
s.socket.set_inheritable(True)
subprocess.Popen(["sleep", "3600"], close_fds=False)
s.serve_forever()
P
  start python3 server.py; listening 8000; sleep 0.3; kill -9 $server; sleep 0.2
}
client() { fetch http://127.0.0.1:8000/; }
heal() { kill $(pgrep -x sleep -n); kill $(pgrep -f '^sleep 3600'); sleep 0.2; web 8000; }
