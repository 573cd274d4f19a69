# A killed server had forked a helper, which has its command and its socket, and takes no connections.
# ask: http://127.0.0.1:8000/
# twin: process/hung
# fix: yes
setup() {
  cat >server.py <<'P'
import multiprocessing, time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
server = ThreadingHTTPServer(("0.0.0.0", 8000), SimpleHTTPRequestHandler)
def report():
    while True: time.sleep(60)
multiprocessing.get_context("fork").Process(target=report).start()
server.serve_forever()
P
  start nohup python3 server.py; listening 8000; sleep 0.3; kill -9 $server; sleep 0.2
}
client() { fetch http://127.0.0.1:8000/; }
heal() { pkill -f server.py; sleep 0.3; start nohup python3 server.py; listening 8000; }
