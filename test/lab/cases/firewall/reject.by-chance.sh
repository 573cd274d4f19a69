# A rule that somebody tried rejects every other connection: whoever tries once believes that all is well, or that nothing is.
# ask: 8000 --from lan
# verdict: degraded
# fix: yes
# twin: port/shared
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --syn --dport 8000 -m statistic --mode random --probability 0.5 -j REJECT; }
client() { for _ in $(seq 20); do fetch_there http://$here:8000/ || return 1; done; }
heal() { iptables-nft -F; }
