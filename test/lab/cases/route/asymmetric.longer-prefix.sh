# A route to this one client leads to an empty bridge.
# ask: 8000 --from lan
# fix: yes
setup() { ip -6 addr del $here6/64 dev eth0; web 8000; ip link add br9 type bridge; ip addr add 10.66.0.1/24 dev br9; ip link set br9 up; ip route add $there/32 dev br9; }
client() { fetch_there http://$here:8000/; }
heal() { ip route del $there/32 dev br9; }
