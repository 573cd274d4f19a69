# Dropped in the mangle table, in prerouting.
# ask: 8000 --from lan
setup() { web 8000; iptables-nft -t mangle -A PREROUTING -i eth0 -p tcp --dport 8000 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -t mangle -F; }
