# By this machine's netmask the client's address is the network's broadcast address: the answers go to everybody, and the client takes none.
# ask: 8000 --from 10.20.30.3
# says: broadcast address
# fix: yes
# twin: firewall/drop
setup() { ip addr del $here/24 dev eth0; ip addr add $here/30 dev eth0; ip -n there addr add 10.20.30.3/24 dev eth0; web 8000; }
client() { fetch_there --interface 10.20.30.3 http://$here:8000/; }
heal() { ip addr del $here/30 dev eth0; ip addr add $here/24 dev eth0; }
