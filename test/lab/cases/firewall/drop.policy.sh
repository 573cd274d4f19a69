# The chain's policy is drop, and no rule lets the port in.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; input_rules drop 'ct state established,related accept; iifname "lo" accept; tcp dport { 22, 443 } accept; meta l4proto { icmp, ipv6-icmp } accept;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft add rule inet lab input tcp dport 8000 accept; }
