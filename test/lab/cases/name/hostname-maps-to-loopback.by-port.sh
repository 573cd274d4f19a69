# The server binds to this machine's own name, which means 127.0.1.1 here; asked for by its port.
# ask: 8000 --from lan
# fix: yes
# twin: bind/loopback-only
setup() { hostname box.test; hosts '127.0.1.1 box.test'; web 8000 box.test; }
client() { fetch_there http://$here:8000/; }
heal() { hosts "$here box.test"; end; web 8000 box.test; }
