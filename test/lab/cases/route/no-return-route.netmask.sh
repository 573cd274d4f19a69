# The netmask is too long, so most of the network is no network of this machine.
# ask: 8000 --from 10.20.30.200
# fix: yes
setup() { ip addr flush dev eth0; ip addr add $here/30 dev eth0; ip -n there addr add 10.20.30.200/24 dev eth0; web 8000; }
client() { fetch_there --interface 10.20.30.200 http://$here:8000/; }
heal() { ip addr add $here/24 dev eth0; }
