# Packets of one cable get a zone of the connection tracking of their own, and another chain drops that zone.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  nft 'table inet zones { chain pre { type filter hook prerouting priority raw; iifname "eth0" ct zone set 7; }; chain input { type filter hook input priority 0; ct zone 7 tcp dport 8000 drop; }; }'
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
