# A policy rule makes one port of other machines unreachable; their other ports are not.
# ask: 10.20.30.2:9000
# fix: yes
# twin: remote/unreachable, remote/refused
setup() { start over_there python3 -m http.server 9000; listening 9000 there; ip rule add ipproto tcp dport 9000 unreachable pref 70; }
client() { fetch http://$there:9000/; }
heal() { ip rule del pref 70; }
