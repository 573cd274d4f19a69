# Five thousand rules for other addresses, in front of the one that matters.
# ask: 8000 --from 10.20.30.2
# never: firewall/drop
setup() { web 8000; { echo 'table inet many { chain input { type filter hook input priority 0; policy drop;'; for a in $(seq 0 19); do for b in $(seq 1 250); do echo "ip saddr 198.18.$a.$b tcp dport 8000 drop"; done; done; echo 'iifname "lo" accept'; echo 'ct state established accept'; echo 'tcp dport 8000 accept'; echo '}'; echo '}'; } | nft -f -; }
client() { fetch_there http://$here:8000/; }
