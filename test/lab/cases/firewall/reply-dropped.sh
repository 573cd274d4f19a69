# The request comes in, and an output rule drops the answer.
# ask: 10.20.30.1:8000 --from lan
# twin: firewall/drop
setup() { web 8000; nft 'table inet lab { chain output { type filter hook output priority filter; policy accept; oifname "eth0" tcp sport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
