# Prerouting marks the connection, and a chain of another table drops that mark.
# ask: 10.20.30.1:8000 --from lan
# fix: yes
setup() {
  web 8000
  nft 'table inet guard { chain pre { type filter hook prerouting priority mangle; iifname "eth0" ct state new ct mark set 7; }; }
    table inet filter { chain input { type filter hook input priority 10; ct mark 7 tcp dport 8000-8100 drop; }; }'
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
