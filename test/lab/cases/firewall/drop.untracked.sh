# New connections are let in, but the port is not tracked, so none is ever new.
# ask: 10.20.30.1:8000
setup() {
  web 8000
  nft -f - <<N
table inet lab {
  chain early { type filter hook prerouting priority raw; tcp dport 8000 notrack; }
  chain input { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept; tcp dport 8000 ct state new accept; }
}
N
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush chain inet lab early; }
