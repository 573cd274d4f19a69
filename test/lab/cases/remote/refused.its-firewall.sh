# The other machine's own firewall answers with a reset.
# ask: 10.20.30.2:9000
setup() { over_there python3 -m http.server 9000 & listening 9000 there; over_there iptables-nft -A INPUT -p tcp --dport 9000 -j REJECT --reject-with tcp-reset; }
client() { fetch http://$there:9000/; }
heal() { over_there iptables-nft -F INPUT; }
