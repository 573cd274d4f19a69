# What comes in by the cable gets a zone of its own in connection tracking, and the answers do not: they belong to no connection, and are dropped.
# ask: 8000 --from lan
setup() {
  web 8000
  nft 'table ip f { chain p { type filter hook prerouting priority raw; iifname "eth0" ct zone set 5; }; chain o { type filter hook output priority 0; oifname "eth0" ct state invalid drop; }; }'
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
