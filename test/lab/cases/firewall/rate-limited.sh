# The third connection within a minute is dropped.
# ask: 8000 --from lan
setup() { web 8000; input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8000 ct state new limit rate over 2/minute burst 2 packets drop;'; }
client() { for _ in 1 2 3 4; do fetch_there http://$here:8000/ || return 1; done; }
heal() { nft flush ruleset; }
