# Forwarding is dropped; nothing of it concerns a server of this machine.
# ask: 8000
# never: firewall/forward-dropped | firewall/drop
setup() { web 8000; iptables-nft -P FORWARD DROP; iptables-nft -A FORWARD -p tcp --dport 8000 -j DROP; }
client() { fetch_there http://$here:8000/; }
