# Four local ports, all in use towards the other machine.
# ask: 10.20.30.2:9000
setup() { over_there python3 "$lab/servers/web.py" 9000 0.0.0.0 & listening 9000 there; sysctl -qw net.ipv4.ip_local_port_range='61000 61003'; start python3 "$lab/servers/clients.py" $there 9000 4; sleep 0.6; }
client() { fetch http://$there:9000/; }
heal() { sysctl -qw net.ipv4.ip_local_port_range='32768 60999'; }
