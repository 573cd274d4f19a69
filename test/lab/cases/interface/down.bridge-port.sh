# The bridge has the address and is up; the only card in it is switched off.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; ip addr flush dev eth0; ip link add br0 type bridge; ip link set eth0 master br0; ip addr add $here/24 dev br0; ip link set br0 up; sleep 0.5; ip link set eth0 down; }
client() { fetch_there http://$here:8000/; }
heal() { ip link set eth0 up; sleep 1; }
