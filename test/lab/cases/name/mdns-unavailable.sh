# A .local name, and nothing here that asks by multicast.
# ask: http://printer.local:8000/
setup() { over_there python3 -m http.server 8000 & listening 8000 there; names --local=/local/; }
client() { fetch http://printer.local:8000/; }
heal() { hosts "$there printer.local"; }
