# The kernel still looks whether another machine has the address, and answers nobody by it.
# ask: [fd20::5]:8000 --from lan
# fix: yes
# twin: interface/address-conflict, firewall/neighbour-discovery
setup() { own web.py 8000 ::; listening 8000; sysctl -qw net.ipv6.conf.eth0.dad_transmits=300; ip addr add fd20::5/64 dev eth0; }
client() { fetch_there "http://[fd20::5]:8000/"; }
heal() { ip addr del fd20::5/64 dev eth0; ip addr add fd20::5/64 dev eth0 nodad; }
