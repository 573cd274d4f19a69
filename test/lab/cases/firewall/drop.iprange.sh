# The client's address is within a range that is dropped.
# ask: 8000 --from 10.20.30.2
setup() { web 8000; iptables-nft -A INPUT -i lo -j ACCEPT; iptables-nft -A INPUT -m iprange --src-range 10.20.30.2-10.20.30.9 -p tcp --dport 8000 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F INPUT; }
