# A killed server's curl waits for an answer of its own, and has the server's socket meanwhile.
# ask: http://127.0.0.1:8000/
# says: curl
# twin: process/waits-for-dependency
# source: https://github.com/jolt-lang/jolt/issues/910
setup() {
  over_there python3 -c 'import socket, time; s = socket.create_server(("", 9999)); time.sleep(600)' & listening 9999 there
  cat >server.py <<'P'
import http.server, subprocess
s = http.server.ThreadingHTTPServer(("127.0.0.1", 8000), http.server.SimpleHTTPRequestHandler)
s.socket.set_inheritable(True)
subprocess.Popen(["curl", "-s", "http://10.20.30.2:9999/"], close_fds=False)
s.serve_forever()
P
  start python3 server.py; listening 8000; sleep 0.3; kill -9 $server; sleep 0.2
}
client() { fetch http://127.0.0.1:8000/; }
heal() { pkill curl; sleep 0.3; web 8000; }
