# A rule answers with a TCP reset: to the client that is a closed port.
# ask: 8000 --from lan
# fix: yes
# twin: port/nothing-listens, bind/loopback-only
setup() { web 8000; input_rules 'iifname "lo" accept; tcp dport { 8000, 8443 } reject with tcp reset;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
