# An ordinary user cannot read the firewall, and nobody from the LAN is connected: netcheck must not say that the LAN gets through.
# ask: 8000 --from lan
# user: nobody
# verdict: inconclusive
setup() { web 8000; input_rules drop 'iifname "lo" accept; tcp dport 8000 accept; ct state established accept;'; }
client() { fetch_there http://$here:8000/; }
