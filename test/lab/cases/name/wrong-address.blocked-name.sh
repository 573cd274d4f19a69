# A filtering name server gives 0.0.0.0 for a server on another machine.
# ask: http://shop.test:8000/
# says: 0.0.0.0
# twin: namespace/not-published, port/nothing-listens
setup() { over_there python3 -m http.server 8000 & listening 8000 there; zone shop.test=0.0.0.0; }
client() { fetch http://shop.test:8000/; }
heal() { end; zone shop.test=$there; }
