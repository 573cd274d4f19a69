# The other machine is there and serves, and two of three first packets to it are lost.
# ask: 10.20.30.2:8000
# twin: remote/filtered, remote/refused
setup() {
  start over_there python3 -m http.server 8000
  listening 8000 there
  over_there nft 'table ip radio { chain input { type filter hook input priority raw; tcp flags syn / syn,ack numgen inc mod 3 < 2 drop; }; }'
}
client() { for _ in 1 2 3 4; do curl -fsS -o /dev/null -m 0.8 http://$there:8000/ || return 1; done; }
heal() { over_there nft flush ruleset; }
