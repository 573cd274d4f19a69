# Only this client is in the set of banned addresses.
# ask: 8000 --from 10.20.30.2
# says: 10.20.30.2
setup() { web 8000; nft 'table inet f2b { set banned { type ipv4_addr; elements = { 203.0.113.7, 10.20.30.2 } }
  chain input { type filter hook input priority -1; policy accept; ip saddr @banned drop; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft delete element inet f2b banned '{ 10.20.30.2 }'; }
