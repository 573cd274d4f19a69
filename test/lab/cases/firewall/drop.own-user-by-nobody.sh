# A rule keeps one user's programs from a port of this machine itself; that user asks, and cannot read the rules.
# ask: 127.0.0.1:8000
# user: nobody
# says: own firewall
setup() { web 8000; iptables-nft -A OUTPUT -o lo -p tcp --dport 8000 -m owner --uid-owner nobody -j DROP; }
client() { setpriv --reuid=nobody --clear-groups curl -fsS -o /dev/null -m $patience http://127.0.0.1:8000/; }
heal() { iptables-nft -F OUTPUT; }
