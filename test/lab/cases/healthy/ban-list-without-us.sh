# Hundreds of banned addresses, and the client is none of them.
# ask: 8000 --from 10.20.30.2
# never: firewall/drop
setup() { web 8000; { echo 'table inet f2b { set banned { type ipv4_addr; elements = {'; for i in $(seq 2 250); do echo "203.0.113.$i,"; done; echo '10.20.30.3 } }'; echo 'chain input { type filter hook input priority -1; policy accept; ip saddr @banned drop; }'; echo '}'; } | nft -f -; }
client() { fetch_there http://$here:8000/; }
