# No DHCP server answered, and a router gave an IPv6 address; the server takes IPv4 alone.
# ask: 8000 --from lan
# twin: bind/ipv4-only
setup() { web 8000; ip -4 addr flush dev eth0; ip addr add 169.254.31.7/16 dev eth0 scope link; }
client() { fetch_there http://$here:8000/; }
heal() { ip addr add $here/24 dev eth0; }
