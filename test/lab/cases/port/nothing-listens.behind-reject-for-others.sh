# Refused from the other machine: the firewall rejects, but other ports than this one.
# ask: 10.20.30.1:8000 --from lan
# twin: firewall/reject
setup() { input_rules 'iifname "lo" accept; tcp dport { 8001, 8443 } reject with tcp reset;'; }
client() { fetch_there http://$here:8000/; }
heal() { web 8000; }
