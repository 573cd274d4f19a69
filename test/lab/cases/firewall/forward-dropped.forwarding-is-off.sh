# The rules are right, and this machine does not forward at all.
# ask: 8080 --from lan
# says: ip_forward
setup() { box; publish 8080 80; start ip netns exec box python3 -m http.server 80; listening 80 box; sysctl -qw net.ipv4.ip_forward=0; }
client() { fetch_there http://$here:8080/; }
heal() { sysctl -qw net.ipv4.ip_forward=1; }
