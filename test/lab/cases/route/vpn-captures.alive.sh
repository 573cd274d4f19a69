# The tunnel lives, and its far end carries nothing to the target, which the gateway of the network reaches.
# ask: 10.50.0.2:8000
# fix: yes
# says: where it answers
# twin: remote/filtered
setup() {
  far_network; ip route add default via $there
  from_far python3 -m http.server 8000 & listening 8000 far
  spare wg0 10.66.0.2/24; ip -n nobody addr add 10.66.0.1/24 dev wg0
  ip route add 10.50.0.0/16 via 10.66.0.1
}
client() { fetch http://10.50.0.2:8000/; }
heal() { ip route del 10.50.0.0/16; }
