# A rule writes another port into the packets themselves, past connection tracking: what becomes of them is not followed, and must not be taken for open.
# ask: 8000 --from lan
# expect: nothing
# verdict: inconclusive
setup() { web 8000; nft 'table ip m { chain p { type filter hook prerouting priority mangle; iifname "eth0" tcp dport 8000 tcp dport set 9; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
