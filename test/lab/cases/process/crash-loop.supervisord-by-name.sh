# supervisord starts the program that is asked for by its name again and again; it says why nowhere but to supervisord.
# ask: shop
# says: supervisorctl -c
# twin: port/nothing-listens
setup() {
  echo 'import sys; print("cannot read shop.ini"); sys.exit(3)' >server.py
  supervised "command=/usr/bin/python3 server.py
startretries=50
startsecs=3"
  until_true grep -qz 'exited: shop.*exited: shop' "$results/supervisord.log"
}
client() { fetch http://127.0.0.1:8000/; }
heal() { echo 'import http.server; http.server.test(http.server.SimpleHTTPRequestHandler, port=8000)' >server.py; until_true fetch http://127.0.0.1:8000/; }
cleanup() { supervisor shutdown; }
