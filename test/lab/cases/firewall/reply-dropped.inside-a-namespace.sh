# The port leads into another namespace, whose own rules let answers out to this machine alone.
# ask: 8080 --from 10.20.30.2
# fix: yes
# twin: firewall/forward-dropped
setup() { box; publish 8080 80; start in_box python3 -m http.server 80; listening 80 box; in_box nft 'table inet f { chain o { type filter hook output priority 0; policy drop; ip daddr 172.28.0.1 accept; }; }'; }
client() { fetch_there http://$here:8080/; }
heal() { in_box nft flush ruleset; }
