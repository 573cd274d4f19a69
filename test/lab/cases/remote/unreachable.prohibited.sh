# The other machine's firewall says "administratively prohibited": the client reads "No route to host".
# ask: 10.20.30.2:9000
# twin: route/no-route, remote/host-down
setup() { over_there python3 -m http.server 9000 & listening 9000 there; over_there iptables-nft -A INPUT -p tcp --dport 9000 -j REJECT --reject-with icmp-admin-prohibited; }
client() { fetch http://$there:9000/; }
heal() { over_there iptables-nft -F INPUT; }
