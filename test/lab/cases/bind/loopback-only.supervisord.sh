# supervisord keeps the server: its configuration is changed, and it starts it again.
# ask: 8000 --from lan
# fix: yes
# says: supervisorctl
setup() {
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
command=/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1
directory=$web
C
  supervisord -c "$results/supervisord.conf"; listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { sed -i 's/ --bind 127.0.0.1//' "$results/supervisord.conf"; supervisorctl -c "$results/supervisord.conf" update; listening 8000; }
cleanup() { supervisorctl -c "$results/supervisord.conf" shutdown; }
