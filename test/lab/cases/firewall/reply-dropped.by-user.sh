# A rule drops whatever root's sockets answer on the cable.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; iptables-nft -A OUTPUT -o eth0 -p tcp --sport 8000 -m owner --uid-owner 0 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
