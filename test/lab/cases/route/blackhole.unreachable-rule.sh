# A policy rule of type unreachable stands before a route that would do; the kernel says what it says without a route.
# ask: 10.20.30.2:9000
# twin: route/no-route
# fix: yes
setup() { over_there python3 -m http.server 9000 >/dev/null 2>&1 & sleep 0.7; ip rule add to $there unreachable priority 100; }
client() { fetch http://$there:9000/; }
heal() { ip rule del priority 100; }
