# One rule drops the port.
# ask: 8000 --from lan
# fix: yes
# twin: tcp/accept-queue-full, cloud/outside-this-machine
setup() { web 8000; input_rules 'ct state established,related accept; iifname "lo" accept; tcp dport 8000 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
