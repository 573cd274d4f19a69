# The port's quota is used up.
# ask: 8000
# fix: yes
setup() { web 8000; input_rules 'iif lo accept; tcp dport 8000 quota over 100 bytes drop;'; for _ in 1 2 3; do over_there curl -s -o /dev/null -m 1 http://$here:8000/; done; true; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush chain inet lab input; }
