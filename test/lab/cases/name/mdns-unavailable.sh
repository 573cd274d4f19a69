# A .local name, and nobody here asks for such names by multicast.
# ask: http://printer.local:8000/
# twin: name/not-found
setup() { names --local=/local/; web 8000; }
client() { fetch http://printer.local:8000/; }
heal() { hosts "$here printer.local"; }
