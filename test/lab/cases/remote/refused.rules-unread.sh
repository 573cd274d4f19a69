# An ordinary user cannot read this machine's own rules, which may refuse in the other machine's place: that is said.
# ask: 10.20.30.2:9000
# user: nobody
# says: without root
setup() { iptables-nft -A OUTPUT -p tcp --dport 9001 -j REJECT --reject-with tcp-reset; }
client() { fetch http://$there:9000/; }
heal() { over_there python3 -m http.server 9000 >/dev/null 2>&1 & sleep 0.8; }
