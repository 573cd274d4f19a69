# ufw-like default drop in one chain, and a vendor's chain that drops too.
# ask: 8000 --from lan
# expect: firewall/drop
# fix: all
setup() { web 8000; input_rules drop 'iifname "lo" accept; ct state established accept; meta l4proto { icmp, ipv6-icmp } accept;'; nft 'table inet vendor { chain guard { type filter hook input priority 20; policy accept; iifname "lo" accept; ct state established accept; tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
