# The bridge was made a moment ago, and spanning tree still listens before it forwards anything.
# ask: 8000 --from lan
# says: does not forward
setup() {
  web 8000
  ip addr flush dev eth0 && ip link add br0 type bridge stp_state 1 forward_delay 3000 && ip link set eth0 master br0 && ip link set br0 up && ip addr add $here/24 dev br0
  sleep 1
}
client() { fetch_there http://$here:8000/; }
heal() { ip link set br0 type bridge stp_state 0 && bridge link set dev eth0 state 3; }
