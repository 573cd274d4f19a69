# An ipset holds the banned addresses.
# ask: 8000 --from 10.20.30.2
setup() { web 8000; ipset create banned hash:ip && ipset add banned 10.20.30.2 && iptables-nft -A INPUT -m set --match-set banned src -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { ipset del banned 10.20.30.2; }
