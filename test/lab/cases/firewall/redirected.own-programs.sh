# A rule on the output hook catches this machine's own programs.
# ask: 127.0.0.1:8000 --from self
setup() { web 8000; iptables-nft -t nat -A OUTPUT -p tcp --dport 8000 -j REDIRECT --to-ports 8899; }
client() { fetch http://127.0.0.1:8000/; }
heal() { iptables-nft -t nat -F; }
