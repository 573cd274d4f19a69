# The hosts file has the machine's old address; the name server has the new one, on another machine.
# ask: http://shop.test:8000/
# twin: remote/host-down
# fix: yes
setup() { names --address=/shop.test/$there; hosts '10.20.30.99 shop.test'; start over_there python3 -m http.server 8000; listening 8000 there; }
client() { fetch http://shop.test:8000/; }
heal() { hosts ''; }
