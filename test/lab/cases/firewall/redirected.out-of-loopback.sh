# A rule sends connections to 127.0.0.1 into a container, and no packet from loopback may leave by that interface.
# ask: 127.0.0.1:8080
# fix: yes
# twin: namespace/forward-mismatch
setup() { box; start in_box python3 -m http.server 80; listening 80 box; publish 8080 80; }
client() { fetch http://127.0.0.1:8080/; }
heal() { sysctl -qw net.ipv4.conf.box0.route_localnet=1; }
