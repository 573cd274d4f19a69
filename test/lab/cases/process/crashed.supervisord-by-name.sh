# supervisord has given the server up; it is asked for by the name that supervisorctl has for it.
# ask: shop
# says: DATABASE_URL
# twin: port/nothing-listens
setup() {
  printf 'import os, http.server\nos.environ["DATABASE_URL"]\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py
  supervised "command=/usr/bin/python3 server.py --port 8000
startretries=0
startsecs=4
redirect_stderr=true
stdout_logfile=$results/shop.log"
  until_true grep -q 'gave up: shop' "$results/supervisord.log"
}
client() { fetch http://127.0.0.1:8000/; }
heal() { sed -i '/DATABASE_URL/d' server.py; supervisor start shop; listening 8000; }
cleanup() { supervisor shutdown; }
