# Somebody reserved every port that the kernel may choose from.
# ask: 10.20.30.2:9000
# fix: yes
# says: are reserved
setup() { over_there python3 -m http.server 9000 & listening 9000 there; sysctl -qw net.ipv4.ip_local_port_range="40000 40031" net.ipv4.ip_local_reserved_ports=40000-40040; }
client() { fetch http://$there:9000/; }
heal() { sysctl -qw net.ipv4.ip_local_reserved_ports=""; }
