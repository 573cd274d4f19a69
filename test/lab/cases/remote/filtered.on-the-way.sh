# A router on the way drops what is meant for that port.
# ask: 10.50.0.2:8000
setup() { far_network; ip route add default via $there; from_far python3 -m http.server 8000 & listening 8000 far; over_there iptables-nft -A FORWARD -p tcp --dport 8000 -j DROP; }
client() { fetch http://10.50.0.2:8000/; }
heal() { over_there iptables-nft -F FORWARD; }
