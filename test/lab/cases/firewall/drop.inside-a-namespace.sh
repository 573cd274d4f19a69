# The port leads into another namespace, whose own rules drop everything.
# ask: 8080 --from lan
setup() { box; publish 8080 80; start ip netns exec box python3 -m http.server 80; listening 80 box; in_box nft 'table inet f { chain i { type filter hook input priority 0; policy drop; }; }'; }
client() { fetch_there http://$here:8080/; }
heal() { in_box nft flush ruleset; }
