# The queue that a rule hands packets to has no reader, and the rule lets them by then.
# ask: 8000 --from lan
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -j NFQUEUE --queue-num 3 --queue-bypass; }
client() { fetch_there http://$here:8000/; }
