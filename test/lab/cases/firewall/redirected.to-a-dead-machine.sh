# DNAT to an address where no machine is any more.
# ask: 10.20.30.1:8000 --from lan
setup() { web 8000; sysctl -qw net.ipv4.ip_forward=1; iptables-nft -t nat -A PREROUTING -d $here -p tcp --dport 8000 -j DNAT --to-destination 10.20.30.88:80; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -t nat -F; }
