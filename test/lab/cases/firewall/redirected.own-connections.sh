# A forgotten rule for a transparent proxy takes this machine's own connections to a port where nothing listens.
# ask: 10.20.30.2:9000
# fix: yes
# twin: remote/refused
setup() { start over_there python3 -m http.server 9000; listening 9000 there; iptables-nft -t nat -A OUTPUT -p tcp --dport 9000 -j REDIRECT --to-ports 3128; }
client() { fetch http://$there:9000/; }
heal() { iptables-nft -t nat -F; }
