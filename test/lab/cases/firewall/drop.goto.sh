# A goto does not come back: the accept after it is never reached.
# ask: 8000 --from lan
setup() { web 8000; nft 'table inet lab { chain web { tcp dport 443 accept; }; chain input { type filter hook input priority 0; policy drop; iifname "lo" accept; ct state established accept; meta l4proto tcp goto web; tcp dport 8000 accept; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft add rule inet lab web tcp dport 8000 accept; }
