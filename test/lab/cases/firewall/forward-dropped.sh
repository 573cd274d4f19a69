# The port is published to the container; the forward chain drops everything.
# ask: 8080 --from lan
setup() { box; publish 8080 80; start ip netns exec box python3 -m http.server 80; listening 80 box; iptables-nft -P FORWARD DROP; }
client() { fetch_there http://$here:8080/; }
heal() { iptables-nft -P FORWARD ACCEPT; }
