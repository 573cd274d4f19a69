# supervisord keeps the server: its configuration is changed, and it starts it again.
# ask: 8000 --from lan
# fix: yes
# says: supervisorctl
setup() { supervised 'command=/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { sed -i 's/ --bind 127.0.0.1//' "$results/supervisord.conf"; supervisor update; listening 8000; }
cleanup() { supervisor shutdown; }
