# The server has not closed some connections that clients have: it answers all the same.
# ask: 8000
# never: process/hung | port/time-wait
setup() { printf 'import http.server\nheld = []\nclass H(http.server.SimpleHTTPRequestHandler):\n    def handle(self):\n        held.append(self.request.dup())\n        super().handle()\nhttp.server.ThreadingHTTPServer(("0.0.0.0", 8000), H).serve_forever()\n' >server.py; start nohup python3 server.py; listening 8000; python3 -c 'import socket
for _ in range(5):
    socket.create_connection(("127.0.0.1", 8000)).close()'; sleep 0.4; }
client() { fetch http://127.0.0.1:8000/; }
