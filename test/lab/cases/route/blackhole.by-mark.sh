# The firewall marks the answers, and a policy rule sends that mark to a table that throws away.
# ask: 8000 --from lan
# fix: yes
# twin: route/no-return-route, firewall/reply-dropped
setup() {
  web 8000
  ip rule add fwmark 0x5 table 55 pref 60
  ip route add blackhole default table 55
  nft 'table inet m { chain out { type route hook output priority mangle; tcp sport 8000 meta mark set 0x5; }; }'
}
client() { fetch_there http://$here:8000/; }
heal() { ip rule del pref 60; }
