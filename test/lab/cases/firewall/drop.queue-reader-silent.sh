# A rule hands packets to a program that says nothing of them; what it will say cannot be told from the rules.
# ask: 8000 --from lan
# expect: nothing
# verdict: inconclusive
# says: python3 (pid
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -j NFQUEUE --queue-num 3; start python3 "$lab/servers/queue.py" 3; sleep 0.5; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
