# The server binds to this machine's own name, which means 127.0.1.1 here.
# ask: box.test:8000 --from self
# verdict: reachable
# twin: bind/loopback-only
setup() { hostname box.test; hosts '127.0.1.1 box.test'; web 8000 box.test; }
client() { fetch_there http://$here:8000/; }
heal() { hosts "$here box.test"; end; web 8000 box.test; }
