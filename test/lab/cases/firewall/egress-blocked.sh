# An output rule drops connections to the other machine.
# ask: 10.20.30.2:9000
# twin: remote/filtered
setup() { over_there python3 -m http.server 9000 & listening 9000 there; nft 'table inet lab { chain output { type filter hook output priority filter; policy accept; ip daddr 10.20.30.0/24 tcp dport 9000 drop; }; }'; }
client() { fetch http://$there:9000/; }
heal() { nft flush ruleset; }
