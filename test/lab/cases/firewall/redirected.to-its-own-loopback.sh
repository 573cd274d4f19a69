# A server on loopback is to be had from outside by a rule that keeps its port: without that rule nobody gets there either.
# ask: 10.20.30.1:8000 --from lan
# fix: yes
# twin: bind/loopback-only
setup() { web 8000 127.0.0.1; iptables-nft -t nat -A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 127.0.0.1:8000; }
client() { fetch_there http://$here:8000/; }
heal() { sysctl -qw net.ipv4.conf.eth0.route_localnet=1; }
