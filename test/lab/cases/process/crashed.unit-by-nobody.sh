# The unit failed, and its log says why: systemd tells an ordinary user nothing here, but its file names the log.
# ask: 8000
# says: shop.json
# user: nobody
setup() { printf 'import json, http.server\njson.load(open("shop.json"))\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py; systemd_up; unit shop '/usr/bin/python3 server.py --port 8000' "StandardError=append:$results/shop.log"; until_true in_systemd systemctl is-failed -q shop; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { echo '{}' >shop.json; in_systemd systemctl restart shop; listening 8000; }
cleanup() { kill -9 $systemd; }
