# This machine asks by one cable, and is answered by the other one, which filters strictly.
# ask: 10.50.0.2:8000
# fix: yes
# twin: remote/filtered
setup() {
  far_network
  second_cable
  from_far python3 -m http.server 8000 & listening 8000 far
  ip route add 10.50.0.0/24 via $there src 10.67.0.1
  sysctl -qw net.ipv4.conf.eth1.rp_filter=1
}
client() { fetch http://10.50.0.2:8000/; }
heal() { sysctl -qw net.ipv4.conf.eth1.rp_filter=0; }
