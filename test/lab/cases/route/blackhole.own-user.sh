# A policy rule for the user who asks; the kernel says what it says without a route.
# ask: 10.20.30.2:9000
# twin: route/no-route
# fix: yes
setup() { over_there python3 -m http.server 9000 >/dev/null 2>&1 & sleep 0.7; ip rule add uidrange 0-0 ipproto tcp dport 9000 unreachable pref 70; }
client() { fetch http://$there:9000/; }
heal() { ip rule del pref 70; }
