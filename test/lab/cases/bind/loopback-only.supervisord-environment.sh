# supervisord gives the server its address by environment=, which a restart alone does not read again.
# ask: 3000 --from lan
# fix: yes
# says: supervisorctl
setup() {
  printf "require('http').createServer((_, r) => r.end('hello')).listen(3000, process.env.HOST);\n" >app.js
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
command=node app.js
directory=$web
environment=HOST="127.0.0.1"
C
  supervisord -c "$results/supervisord.conf"; listening 3000
}
client() { fetch_there http://$here:3000/; }
heal() { sed -i 's/127.0.0.1/0.0.0.0/' "$results/supervisord.conf"; supervisorctl -c "$results/supervisord.conf" update; listening 3000; }
cleanup() { supervisorctl -c "$results/supervisord.conf" shutdown; }
