# Policy rules that throw away: for another user, port, protocol, mark and source. None is about this server.
# ask: 8000
setup() {
  web 8000
  ip rule add uidrange 1000-2000 blackhole pref 70
  ip rule add ipproto tcp dport 9000 blackhole pref 71
  ip rule add ipproto udp sport 8000 blackhole pref 72
  ip rule add from 10.20.30.9 blackhole pref 73
  ip rule add fwmark 0x5 blackhole pref 74
  nft 'table inet m { chain out { type filter hook output priority mangle; tcp sport 8000 meta mark set 0x5; }; }'
}
client() { fetch_there http://$here:8000/; }
