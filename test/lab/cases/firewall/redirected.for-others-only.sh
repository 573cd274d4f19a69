# A rule on prerouting alone leads port 80 to the server: other machines get through, this one is refused.
# ask: 80
# fix: yes
# verdict: degraded
# twin: port/nothing-listens, port/wrong-port
setup() { web 8080; iptables-nft -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080; }
client() { fetch http://127.0.0.1/; }
heal() { iptables-nft -t nat -A OUTPUT -o lo -p tcp --dport 80 -j REDIRECT --to-ports 8080; }
