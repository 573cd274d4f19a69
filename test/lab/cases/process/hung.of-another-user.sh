# An ordinary user asks by port about root's server, which waits for a lock: its connections wait, whoever it is.
# ask: 10.20.30.1:8000
# user: nobody
# says: cannot be seen without root
setup() { printf 'import fcntl, http.server\nclass H(http.server.SimpleHTTPRequestHandler):\n    def do_GET(self):\n        with open("/run/shop.lock", "w") as f:\n            fcntl.flock(f, fcntl.LOCK_EX)\n            super().do_GET()\nhttp.server.HTTPServer(("0.0.0.0", 8000), H).serve_forever()\n' >server.py; start nohup python3 server.py; listening 8000; start flock /run/shop.lock sleep 3600; sleep 0.3; }
client() { fetch http://127.0.0.1:8000/; }
heal() { pkill -f 'sleep 3600'; sleep 0.3; }
