# A rule of the table raw drops what would have been sent on to a container: the rule that publishes its port is well.
# ask: 8080 --from lan
# never: firewall/redirected | namespace/published-loopback-only | process/not-listening
# fix: yes
setup() { box; start ip netns exec box python3 -m http.server 8080; listening 8080 box; publish 8080 8080; iptables -t raw -A PREROUTING -i eth0 -p tcp --dport 8080 -j DROP; }
client() { fetch_there http://$here:8080/; }
heal() { iptables -t raw -F; }
