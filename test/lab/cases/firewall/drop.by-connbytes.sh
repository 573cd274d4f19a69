# From its third packet on, a rule drops what a connection carries: connections are made, and nothing is asked on them.
# ask: 8000 --from lan
# fix: yes
# twin: process/hung, route/mtu-blackhole
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -m connbytes --connbytes 3 --connbytes-dir original --connbytes-mode packets -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
