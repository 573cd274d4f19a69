# A rule keeps this machine's own connections from its address on the network; other machines do not come that way.
# ask: 8000
# also: firewall/drop
setup() { web 8000; nft 'table inet f { chain o { type filter hook output priority 0; ip daddr 10.20.30.1 tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
