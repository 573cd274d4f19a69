# A container asks for its own published port by this machine's address, and is sent back to itself.
# ask: 10.20.30.1:8080 --from 172.28.0.2
# fix: yes
setup() { box; start in_box python3 -m http.server 80; listening 80 box; publish 8080 80; }
client() { in_box curl -fsS -o /dev/null -m $patience http://$here:8080/; }
heal() { nft add rule ip nat postrouting ip saddr 172.28.0.2 ip daddr 172.28.0.2 masquerade; }
