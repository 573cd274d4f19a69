# A program that puts itself into the background has ended for supervisord, which gives it up; what it left was killed. To start it again is no help.
# ask: shop
# says: supervisord's shop ended (exit status 0 | foreground
setup() {
  printf 'import os, sys, http.server\nif "-d" in sys.argv and os.fork(): os._exit(0)\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py
  supervised "command=/usr/bin/python3 server.py -d
startretries=0
startsecs=4
killasgroup=true
stdout_logfile=$results/shop.log"
  until_true grep -q 'gave up: shop' "$results/supervisord.log"
  pkill -f server.py || true
}
client() { fetch http://127.0.0.1:8000/; }
heal() { sed -i 's/server.py -d/server.py/' "$results/supervisord.conf"; supervisor update; listening 8000; }
cleanup() { supervisor shutdown; }
