# wg-quick's rule sends all but its own packets into the tunnel, and nobody excepted the local network.
# ask: 8000
# fix: yes
setup() { web 8000; ip tuntap add wg0 mode tun; ip addr add 10.66.0.2/24 dev wg0; ip link set wg0 up; ip route add default dev wg0 table 51820; ip rule add not fwmark 51820 lookup 51820; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule add lookup main suppress_prefixlength 0 priority 10; }
