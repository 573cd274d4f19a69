# The client's network was given to the wrong cable, on which nobody answers for its address.
# ask: 8000 --from 10.50.0.2
# fix: yes
# twin: route/rp-filter
setup() {
  web 8000
  spare vv0 10.67.0.1/24
  ip -n there addr add 10.50.0.2/32 dev lo
  ip route add 10.50.0.0/24 dev vv0
}
client() { fetch_there --interface 10.50.0.2 http://$here:8000/; }
heal() { ip route replace 10.50.0.0/24 dev eth0; }
