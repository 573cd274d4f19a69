# python3 -m http.server on 127.0.0.1, asked for from the other machine.
# ask: 8000 --from lan
# fix: yes
# twin: firewall/reject
setup() { web 8000 127.0.0.1; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
