# A static neighbour entry has the hardware address of a card that is gone: what is sent goes nowhere.
# ask: 10.20.30.2:9000
# fix: yes
# says: set by hand
# twin: remote/host-down, interface/address-conflict
setup() { start over_there python3 -m http.server 9000; listening 9000 there; ip neigh replace $there lladdr 02:00:00:00:00:99 dev eth0 nud permanent; }
client() { fetch http://$there:9000/; }
heal() { ip neigh del $there dev eth0; }
