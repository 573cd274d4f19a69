# A quota on the port is used up.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; input_rules accept 'iifname "lo" accept; tcp dport 8000 quota over 100 bytes drop;'; fetch_there -m 1 http://$here:8000/ || true; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
