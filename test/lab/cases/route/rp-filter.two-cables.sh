# The client comes in by one cable, the way back leads by the other one, and the interface filters strictly.
# ask: 8000 --from 10.50.0.2
# fix: yes
setup() {
  web 8000
  second_cable
  # Both ends have heard of each other by then: a request for a hardware address would be filtered without being counted.
  fetch_there http://$here:8000/
  fetch http://10.67.0.2/ || :
  ip -n there addr add 10.50.0.2/32 dev lo
  ip route add 10.50.0.0/24 via 10.67.0.2
  sysctl -qw net.ipv4.conf.eth0.rp_filter=1
}
client() { fetch_there --interface 10.50.0.2 http://$here:8000/; }
heal() { sysctl -qw net.ipv4.conf.eth0.rp_filter=0; }
