# Another machine, with the same line in its hosts file, asks by this machine's own name, and asks itself.
# ask: http://box.test:8000/ --from lan
# verdict: reachable
# says: 127.0.1.1
setup() { hostname box.test; hosts '127.0.1.1 box.test'; web 8000; }
client() { fetch_there http://box.test:8000/; }
heal() { hosts "$here box.test"; }
