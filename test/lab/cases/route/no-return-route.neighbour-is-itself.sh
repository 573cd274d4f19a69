# A static neighbour entry has this machine's own card for the client: the answers never leave.
# ask: 8000 --from 10.20.30.2
# fix: yes
setup() { web 8000; ip neigh replace $there lladdr "$(ip link show eth0 | grep -o "ether [^ ]*" | cut -c7-)" dev eth0 nud permanent; }
client() { fetch_there http://$here:8000/; }
heal() { ip neigh del $there dev eth0; }
