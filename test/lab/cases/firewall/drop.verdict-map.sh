# The ports are looked up in a verdict map.
# ask: 8000 --from lan
setup() { web 8000; input_rules 'iifname "lo" accept; ct state established accept; tcp dport vmap { 22 : accept, 8000 : drop, 9000-9100 : accept };'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush chain inet lab input; }
