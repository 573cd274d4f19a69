# A rule drops the questions to a name server that come as datagrams, which is how clients ask; by TCP it answers.
# ask: dnsmasq --from lan
# says: UDP port 53
# fix: yes
setup() {
  start dnsmasq -k -p 53 --no-resolv --no-hosts --user=root --pid-file= --address=/shop.test/10.0.0.1
  listening 53
  iptables -A INPUT -i eth0 -p udp --dport 53 -j DROP
}
client() {
  over_there python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.sendto(b'\\x12\\x34\\x01\\0\\0\\1\\0\\0\\0\\0\\0\\0\\4shop\\4test\\0\\0\\1\\0\\1', ('$here', 53))
s.recv(500)"
}
heal() { iptables -F INPUT; }
