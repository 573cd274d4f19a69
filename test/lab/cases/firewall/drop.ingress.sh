# Dropped at the interface's own ingress hook.
# ask: 8000 --from lan
setup() { web 8000; nft 'table netdev edge { chain in { type filter hook ingress device "eth0" priority 0; policy accept; tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
