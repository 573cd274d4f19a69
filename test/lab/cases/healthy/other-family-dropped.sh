# ip6tables drops the port; IPv4 was asked for.
# ask: 10.20.30.1:8000
# never: firewall/drop
setup() { web 8000; ip6tables-nft -A INPUT -p tcp --dport 8000 -j DROP; }
client() { fetch_there http://$here:8000/; }
