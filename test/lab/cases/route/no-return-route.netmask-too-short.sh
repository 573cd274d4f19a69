# The netmask takes a network behind a router for our own cable, where nobody answers for the client: it may as well be switched off, and must not be taken for reached.
# ask: 8000 --from 10.20.31.2
# expect: nothing
# verdict: inconclusive
setup() {
  web 8000
  ip addr del $here/24 dev eth0 && ip addr add $here/16 dev eth0
  far_network
  ip -n there addr add 10.20.31.1/24 dev far0 && ip -n far addr add 10.20.31.2/24 dev eth0
  client; true
}
client() { from_far curl -fsS -o /dev/null -m $patience --interface 10.20.31.2 http://$here:8000/; }
heal() { ip route add 10.20.31.0/24 via $there; }
