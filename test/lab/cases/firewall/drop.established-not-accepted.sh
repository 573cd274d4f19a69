# The SYN is let in, and what follows is dropped.
# ask: 8000 --from lan
setup() { web 8000; input_rules drop 'iifname "lo" accept; tcp dport 8000 ct state new accept; meta l4proto { icmp, ipv6-icmp } accept;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft add rule inet lab input ct state established accept; }
