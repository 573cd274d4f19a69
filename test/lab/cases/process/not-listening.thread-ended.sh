# The thread that was to serve ended by an error before it had the port, and the program lives on: it will never listen.
# ask: 8000 --from self
# says: an error has ended one of its threads: NameError
# never: process/crashed
setup() {
  cat >app.py <<'P'
import http.server, threading, time
def serve():
    http.server.HTTPServer((HOST, 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
threading.Thread(target=serve).start()
while True: time.sleep(1)
P
  nohup python3 app.py >app.log 2>&1 </dev/null &
  server=$!
  until_true grep -q NameError app.log
}
client() { fetch http://127.0.0.1:8000/; }
heal() { kill "$server"; sed -i 's/HOST/""/' app.py; nohup python3 app.py >app.log 2>&1 </dev/null & listening 8000; }
