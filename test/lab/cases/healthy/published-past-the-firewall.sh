# The input chain drops everything but ssh; a published port goes around it, and is reachable. Worth knowing, no more.
# ask: 8080 --from lan
# expect: firewall/bypassed
setup() { box; publish 8080 80; start ip netns exec box python3 -m http.server 80; listening 80 box; input_rules drop 'iifname "lo" accept; ct state established accept; tcp dport 22 accept; meta l4proto { icmp, ipv6-icmp } accept;'; }
client() { fetch_there http://$here:8080/; }
