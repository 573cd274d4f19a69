# A rule drops what goes out, and an ordinary user cannot read it: the kernel counts what it could not send.
# ask: 10.20.30.2:9000
# user: nobody
# says: this machine's own firewall
# twin: remote/filtered
setup() { over_there python3 -m http.server 9000 & listening 9000 there; iptables-nft -A OUTPUT -p tcp --dport 9000 -j DROP; }
client() { fetch http://$there:9000/; }
heal() { iptables-nft -F OUTPUT; }
