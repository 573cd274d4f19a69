# A login page's machine takes every request and sends it to a server that is down; the question names neither.
# ask: http://10.20.30.2:8000/
# expect: nothing
# verdict: reachable
# says: which was not asked
setup() { over_there ip address add 10.20.30.9/24 dev eth0; cat >portal.py <<P
import http.server
class Portal(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302); self.send_header("Location", "http://10.20.30.9:8088/login"); self.end_headers()
http.server.HTTPServer(("0.0.0.0", 8000), Portal).serve_forever()
P
start ip netns exec there python3 portal.py; listening 8000 there; }
client() { fetch -L http://$there:8000/; }
heal() { echo hello >login; start ip netns exec there python3 -m http.server 8088; listening 8088 there; }
