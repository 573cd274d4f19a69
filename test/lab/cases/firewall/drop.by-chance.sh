# A rule that somebody tried drops nearly every packet, at random.
# ask: 8000 --from lan
# fix: yes
# twin: remote/loss
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -m statistic --mode random --probability 0.97 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
