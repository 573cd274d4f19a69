# IPv4 is open; ip6tables drops the same port.
# ask: [fd20::1]:8000 --from lan
# twin: bind/ipv4-only
setup() { own web.py 8000 ::; listening 8000; ip6tables-nft -A INPUT -i lo -j ACCEPT; ip6tables-nft -A INPUT -p tcp --dport 8000 -j DROP; }
client() { fetch_there "http://[$here6]:8000/" && fetch_there http://$here:8000/; }
heal() { ip6tables-nft -F INPUT; }
