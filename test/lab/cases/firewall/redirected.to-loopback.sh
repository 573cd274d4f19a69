# The port is sent on to a loopback address, where the kernel takes nothing from outside. The server is there.
# ask: 10.20.30.1:80 --from lan
# fix: yes
setup() { web 8000 127.0.0.1; iptables-nft -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 127.0.0.1:8000; }
client() { fetch_there http://$here/; }
heal() { sysctl -qw net.ipv4.conf.eth0.route_localnet=1; }
