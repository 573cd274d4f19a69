# Two cards have addresses of one network, and the cable of the preferred one leads elsewhere: the answers go there.
# ask: 10.20.30.1:8000 --from 10.20.30.2
# twin: route/subnet-overlap
setup() {
  web 8000
  ip route del 10.20.30.0/24 dev eth0
  ip route add 10.20.30.0/24 dev eth0 src $here metric 200
  spare eth1 10.20.30.9/24
}
client() { fetch_there http://$here:8000/; }
heal() { ip link set eth1 down; }
