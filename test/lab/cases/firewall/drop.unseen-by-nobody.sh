# A rule drops the LAN, and an ordinary user cannot read it: netcheck must leave it open rather than call it reachable.
# ask: 8000 --from lan
# user: nobody
# expect: nothing
# verdict: inconclusive
setup() { web 8000; input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8000 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
