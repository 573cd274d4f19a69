# Nothing gave the interface an address: it has a link-local one.
# ask: 8000 --from lan
setup() { web 8000; ip addr flush dev eth0; ip addr add 169.254.31.7/16 dev eth0 scope link; }
client() { fetch_there http://$here:8000/; }
heal() { ip addr add $here/24 dev eth0; }
