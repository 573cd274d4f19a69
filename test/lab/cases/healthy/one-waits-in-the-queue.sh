# One connection waits in a queue that holds many.
# ask: 8000
# never: tcp/accept-queue-full
setup() { printf 'import http.server, time\nclass S(http.server.ThreadingHTTPServer):\n    def get_request(self):\n        time.sleep(0.3)\n        return super().get_request()\nS(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()\n' >s.py; start nohup python3 s.py; listening 8000; }
client() { fetch_there http://$here:8000/; }
