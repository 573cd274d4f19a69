# Three quarters of its descriptors are in use. It has room.
# ask: 8000
# never: process/fd-limit
setup() { printf 'import http.server, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\nheld = [open("/dev/null") for _ in range(46)]\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py; start nohup python3 server.py; listening 8000; }
client() { fetch http://127.0.0.1:8000/; }
