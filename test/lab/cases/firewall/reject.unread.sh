# A rejecting rule that only root can read: its ICMP error comes from this machine itself.
# ask: 8000 --from self
# twin: port/nothing-listens
# user: nobody
setup() { web 8000; iptables-nft -A INPUT -p tcp --dport 8000 -j REJECT; }
client() { fetch http://$here:8000/; }
heal() { iptables-nft -F; }
