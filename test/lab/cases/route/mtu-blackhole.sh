# A link on the way takes short packets only, and nobody says so.
# ask: http://10.50.0.2:8000/long.bin
# expect: route/mtu-blackhole
# twin: http/no-response
setup() { far_network; ip route add default via $there; over_there nft 'table inet narrow { chain f { type filter hook forward priority 0; policy accept; ip length > 1000 drop; }; }'; head -c 300000 /dev/zero >long.bin; from_far python3 -m http.server 8000 & listening 8000 far; }
client() { fetch http://10.50.0.2:8000/long.bin; }
heal() { over_there nft flush ruleset; }
