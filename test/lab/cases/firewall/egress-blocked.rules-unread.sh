# This machine's own rule rejects what goes out. An ordinary user cannot read it, but the error comes from here.
# ask: 10.20.30.2:9000
# user: nobody
# says: this machine's own firewall
# twin: remote/refused
setup() { over_there python3 -m http.server 9000 & listening 9000 there; iptables-nft -A OUTPUT -p tcp --dport 9000 -j REJECT; }
client() { fetch http://$there:9000/; }
heal() { iptables-nft -F OUTPUT; }
