# This machine is refused, and a rule that an ordinary user cannot read leads other machines on to 8080: of them nothing is known.
# ask: 80
# user: nobody
# verdict: inconclusive
# twin: firewall/redirected
setup() { web 8080; input_rules 'ct state established accept;'; iptables-nft -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080; }
client() { fetch http://127.0.0.1/; }
heal() { iptables-nft -t nat -A OUTPUT -o lo -p tcp --dport 80 -j REDIRECT --to-ports 8080; }
