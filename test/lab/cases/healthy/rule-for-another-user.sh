# An output rule that stops another user's programs.
# ask: 10.20.30.2:9000
# never: firewall/egress-blocked
setup() { over_there python3 -m http.server 9000 & listening 9000 there; iptables-nft -A OUTPUT -m owner --uid-owner 12345 -j REJECT; iptables-nft -A OUTPUT -p tcp --dport 9001 -j DROP; }
client() { fetch http://$there:9000/; }
