# What a transparent proxy has left behind: a rule without its mark, and a route of type local that keeps the answers here.
# ask: 8000 --from 10.20.30.2
# fix: yes
# twin: route/no-return-route, firewall/reply-dropped
setup() { web 8000; ip route add local default dev lo table 100; ip rule add to $there lookup 100 pref 30; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule del pref 30; }
