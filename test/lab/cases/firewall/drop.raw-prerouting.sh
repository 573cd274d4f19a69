# Dropped before connection tracking, in the raw table.
# ask: 8000 --from lan
setup() { web 8000; iptables-nft -t raw -A PREROUTING -i eth0 -p tcp -m multiport --dports 8000,8443 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -t raw -F; }
