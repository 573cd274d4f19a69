# Two cards in one network: the replies may leave by either.
# ask: 8000
# never: route/asymmetric
setup() {
  web 8000
  ip link add eth1 type veth peer name eth1 netns there
  over_there ip link add br0 type bridge
  over_there ip addr flush dev eth0
  for card in eth0 eth1; do ip -n there link set $card master br0; ip -n there link set $card up; done
  ip -n there addr add $there/24 dev br0; ip -n there -6 addr add $there6/64 dev br0 nodad; ip -n there link set br0 up
  ip addr add 10.20.30.5/24 dev eth1; ip link set eth1 up; sleep 1
}
client() { fetch_there http://$here:8000/ && fetch_there http://10.20.30.5:8000/; }
