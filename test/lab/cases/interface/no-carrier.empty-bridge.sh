# The bridge has the address, and nobody put the card into it.
# ask: 8000 --from lan
setup() { web 8000; ip addr flush dev eth0; ip link set eth0 down; ip link add br0 type bridge; ip addr add $here/24 dev br0; ip link set br0 up; }
client() { fetch_there http://$here:8000/; }
heal() { ip link set eth0 master br0; ip link set eth0 up; sleep 1; }
