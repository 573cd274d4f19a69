# Another has the port for the server's metrics; it says so in its log, and serves without them.
# ask: 8000
# never: port/taken
setup() {
  web 9100
  cat >server.py <<'P'
import http.server, logging
try: http.server.HTTPServer(('', 9100), http.server.SimpleHTTPRequestHandler)
except OSError as error: logging.warning('no metrics: %s', error)
http.server.ThreadingHTTPServer(('', 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
P
  start sh -c 'exec nohup python3 server.py >server.log 2>&1'; listening 8000
}
client() { fetch http://127.0.0.1:8000/; }
