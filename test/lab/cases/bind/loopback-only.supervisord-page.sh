# supervisord's own page for browsers.
# ask: 9001 --from lan
# fix: yes
setup() { printf '[supervisord]\nlogfile=%s/supervisord.log\npidfile=%s/supervisord.pid\n[inet_http_server]\nport=127.0.0.1:9001\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n' "$results" "$results" >"$results/supervisord.conf"; supervisord -c "$results/supervisord.conf"; listening 9001; }
client() { fetch_there http://$here:9001/; }
heal() { sed -i 's/port=127.0.0.1/port=0.0.0.0/' "$results/supervisord.conf"; kill -HUP "$(cat "$results/supervisord.pid")"; sleep 1; listening 9001; }
cleanup() { kill "$(cat "$results/supervisord.pid")"; }
