# The same rule, where the kernel has been told to let such packets in.
# ask: 10.20.30.1:80 --from lan
setup() { web 8000 127.0.0.1; sysctl -qw net.ipv4.conf.eth0.route_localnet=1; iptables-nft -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 127.0.0.1:8000; }
client() { fetch_there http://$here/; }
