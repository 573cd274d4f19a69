# A second to answer is slow, and an answer.
# ask: http://10.20.30.1:8000/
# never: process/hung | http/no-response
setup() { printf 'import http.server, time\nclass H(http.server.SimpleHTTPRequestHandler):\n    def do_GET(self):\n        time.sleep(1)\n        super().do_GET()\nhttp.server.ThreadingHTTPServer(("0.0.0.0", 8000), H).serve_forever()\n' >server.py; start nohup python3 server.py; listening 8000; }
client() { fetch http://$here:8000/; }
