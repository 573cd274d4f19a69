# The output rule rejects: it looks as if the other machine refused.
# ask: 10.20.30.2:9000
# twin: remote/refused
setup() { over_there python3 -m http.server 9000 & listening 9000 there; iptables-nft -A OUTPUT -p tcp --dport 9000 -j REJECT; }
client() { fetch http://$there:9000/; }
heal() { iptables-nft -F OUTPUT; }
