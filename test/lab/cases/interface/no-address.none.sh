# No address at all, not even a link-local one.
# ask: 8000
# expect: interface/no-address
setup() { web 8000; sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; ip addr flush dev eth0; }
client() { fetch_there http://$here:8000/; }
heal() { ip addr add $here/24 dev eth0; }
