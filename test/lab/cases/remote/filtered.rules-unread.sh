# The other machine drops the port; an ordinary user cannot read this machine's rules, but the kernel sends what it is given.
# ask: 10.20.30.2:9000
# user: nobody
# twin: firewall/egress-blocked
setup() { over_there python3 -m http.server 9000 & listening 9000 there; over_there iptables-nft -A INPUT -p tcp --dport 9000 -j DROP; iptables-nft -A OUTPUT -p tcp --dport 9001 -j DROP; }
client() { fetch http://$there:9000/; }
heal() { over_there iptables-nft -F INPUT; }
