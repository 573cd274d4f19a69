# Somebody was shut out by a route into lo, as one does where there is no firewall: the replies end there.
# ask: 8000 --from 10.20.30.2
# fix: yes
# source: https://www.cyberciti.biz/tips/how-do-i-drop-or-block-attackers-ip-with-null-routes.html
# twin: cloud/outside-this-machine
setup() { web 8000; ip route add $there/32 via 127.0.0.1 dev lo; }
client() { fetch_there http://$here:8000/; }
heal() { ip route del $there/32 dev lo; }
