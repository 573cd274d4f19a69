# A rule hands packets to a queue of which the program has ended: the kernel drops them.
# ask: 8000 --from lan
# says: queue that no program reads
# fix: yes
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -j NFQUEUE --queue-num 3; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
