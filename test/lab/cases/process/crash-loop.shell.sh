# A shell's loop restarts it; each time it dies of the same error, and the log says so.
# ask: 8000
# expect: process/crash-loop | process/crashed | process/not-listening
setup() { printf 'import json, http.server\njson.load(open("shop.json"))\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py; start nohup bash -c 'while :; do python3 server.py --port 8000 >>server.log 2>&1; sleep 1; done'; sleep 1.5; grep -q FileNotFound server.log; }
client() { fetch http://127.0.0.1:8000/; }
heal() { echo '{}' >shop.json; sleep 1; listening 8000; }
