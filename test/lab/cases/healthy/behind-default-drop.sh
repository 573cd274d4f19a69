# Default drop with this very port open, and decoys around it.
# ask: 8000
setup() { web 8000; input_rules drop 'ct state established,related accept; iifname "lo" accept; tcp dport 8001 drop; ip saddr 203.0.113.0/24 drop; iifname "wlan9" drop; udp dport 8000 drop; tcp dport { 22, 7000-8000 } accept; meta l4proto { icmp, ipv6-icmp } accept;'; }
client() { fetch_there http://$here:8000/; }
