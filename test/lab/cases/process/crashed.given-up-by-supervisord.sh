# supervisord has given the server up: FATAL, and its log is where the configuration says.
# ask: 8000
# says: DATABASE_URL
# twin: port/nothing-listens
setup() {
  printf 'import os, http.server\nos.environ["DATABASE_URL"]\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py
  cat >"$results/supervisord.conf" <<C
[supervisord]
logfile=$results/supervisord.log
pidfile=$results/supervisord.pid
[unix_http_server]
file=$results/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://$results/supervisor.sock
[program:shop]
command=/usr/bin/python3 server.py --port 8000
directory=$web
startretries=0
startsecs=4
redirect_stderr=true
stdout_logfile=$results/shop.log
C
  supervisord -c "$results/supervisord.conf"; until_true grep -q 'gave up: shop' "$results/supervisord.log"
}
client() { fetch http://127.0.0.1:8000/; }
heal() { sed -i '/DATABASE_URL/d' server.py; supervisorctl -c "$results/supervisord.conf" start shop; listening 8000; }
cleanup() { supervisorctl -c "$results/supervisord.conf" shutdown; }
