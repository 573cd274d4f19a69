# A container is asked for by its own address from the network, and the forward chain drops everything.
# ask: 172.28.0.2:8000 --from lan
# fix: yes
# verdict: unreachable
setup() { box; start in_box python3 -m http.server 8000; listening 8000 box; over_there ip route add 172.28.0.0/24 via $here; iptables-nft -P FORWARD DROP; }
client() { fetch_there http://172.28.0.2:8000/; }
heal() { iptables-nft -P FORWARD ACCEPT; }
