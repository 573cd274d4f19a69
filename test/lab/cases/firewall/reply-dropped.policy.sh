# The output chain drops what it does not know, and nothing accepts established connections.
# ask: 8000 --from lan
setup() { web 8000; nft 'table inet lab { chain output { type filter hook output priority filter; policy drop; oifname "lo" accept; tcp dport { 53, 80, 443 } accept; udp dport 53 accept; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft add rule inet lab output ct state established accept; }
