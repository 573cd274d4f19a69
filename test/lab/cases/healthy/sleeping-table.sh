# A table that is switched off (flag dormant) drops everything, in vain.
# ask: 8000
# never: firewall/drop
setup() { web 8000; nft 'table inet f { flags dormant; chain i { type filter hook input priority 0; policy drop; tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
