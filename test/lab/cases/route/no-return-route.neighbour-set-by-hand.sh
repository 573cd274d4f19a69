# A static neighbour entry sends the answers to a card that is gone, and nothing here shows that: netcheck must leave it open rather than call it reachable.
# ask: 8000 --from 10.20.30.2
# expect: nothing
# verdict: inconclusive
# says: set by hand
setup() { web 8000; ip neigh replace $there lladdr 02:00:00:00:00:99 dev eth0 nud permanent; }
client() { fetch_there http://$here:8000/; }
heal() { ip neigh del $there dev eth0; }
