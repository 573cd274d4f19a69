# The rule is in a regular chain that nothing jumps to.
# ask: 8000
# never: firewall/drop
setup() { web 8000; nft 'table inet lab { chain unused { tcp dport 8000 drop; }; chain input { type filter hook input priority filter; policy accept; ct state invalid drop; }; }'; }
client() { fetch_there http://$here:8000/; }
