# The gateway's hardware address was set by hand, and is that of a card that is gone.
# ask: 10.50.0.2:9000
# fix: yes
# says: its gateway
setup() { far_network; from_far python3 -m http.server 9000 & listening 9000 far; ip route add 10.50.0.0/24 via $there; ip neigh replace $there lladdr 02:00:00:00:00:99 dev eth0 nud permanent; }
client() { fetch http://10.50.0.2:9000/; }
heal() { ip neigh del $there dev eth0; }
