# A program that serves in a thread beside its own work: an error ends the thread before it serves, and the port stays open.
# ask: 8000 --from self
# says: an error has ended one of its threads: NameError
setup() {
  cat >app.py <<'P'
import http.server, threading, time
server = http.server.HTTPServer(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler)
def serve():
    print("serving at", port)
    server.serve_forever()
threading.Thread(target=serve).start()
while True: time.sleep(1)
P
  nohup python3 app.py >app.log 2>&1 </dev/null &
  server=$!
  listening 8000
}
client() { fetch http://127.0.0.1:8000/; }
heal() { kill "$server"; sleep 0.3; sed -i 's/, port)/)/' app.py; nohup python3 app.py >app.log 2>&1 </dev/null & listening 8000; }
