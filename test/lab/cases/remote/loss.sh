# Half of the packets get lost on the way.
# ask: 10.50.0.2:8000
# expect: remote/loss
setup() { far_network; ip route add default via $there; from_far python3 -m http.server 8000 & listening 8000 far; over_there nft 'table inet loss { chain f { type filter hook forward priority 0; policy accept; tcp dport 8000 numgen random mod 100 < 60 drop; }; }'; }
client() { for _ in 1 2 3 4 5 6; do curl -fsS -o /dev/null -m 1 http://10.50.0.2:8000/ || return 1; done; }
heal() { over_there nft flush ruleset; }
