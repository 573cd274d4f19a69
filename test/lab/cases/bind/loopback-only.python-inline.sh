# The same in Python, kept by nohup, below a loop that has nothing to do with it.
# ask: 8000 --from any
# fix: yes
setup() { start bash -c 'for n in 1 2 3; do sleep 0.1; done; nohup python3 -c "from http.server import *; HTTPServer((\"127.0.0.1\", 8000), SimpleHTTPRequestHandler).serve_forever()"; sleep 60'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; pkill -f http.server; sleep 0.3; web 8000; }
