# The machine forwards, and the one interface that clients come in by does not.
# ask: 8080 --from 10.20.30.2
# fix: yes
setup() { box; start ip netns exec box python3 -m http.server 80; listening 80 box; publish 8080 80; sysctl -qw net.ipv4.conf.eth0.forwarding=0; }
client() { fetch_there http://$here:8080/; }
heal() { sysctl -qw net.ipv4.conf.eth0.forwarding=1; }
