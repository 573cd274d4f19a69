# A server has forked a child that is stopped and holds the listening socket too; it accepts connections itself.
# ask: 8000
# never: process/stopped
setup() {
  cat >server.py <<'P'
import http.server, os, signal
server = http.server.ThreadingHTTPServer(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler)
if os.fork() == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
server.serve_forever()
P
  start nohup python3 server.py
  listening 8000
}
client() { fetch http://127.0.0.1:8000/; }
