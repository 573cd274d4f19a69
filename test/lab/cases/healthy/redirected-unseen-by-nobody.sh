# A rule sends port 80 on to 8000, where the server is. An ordinary user cannot read it: that nobody listens on 80 decides nothing.
# ask: 10.20.30.1:80 --from lan
# user: nobody
# verdict: inconclusive
# never: port/nothing-listens | port/wrong-port
setup() { web 8000; iptables-nft -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8000; }
client() { fetch_there http://$here/; }
