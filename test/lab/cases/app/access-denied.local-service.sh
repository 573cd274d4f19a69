# dnsmasq as Debian starts it: it answers its own networks, and nobody from beyond a router.
# ask: 10.20.30.1:53/udp --from 10.50.0.2
setup() {
  far_network
  ip route add 10.50.0.0/24 via $there
  start dnsmasq -k -p 53 --local-service --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= --address=/a.test/1.2.3.4
  until_true bash -c "ss -Hlnu 'sport = :53' | grep -q ."
}
client() { from_far timeout 4 python3 -c "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(('10.20.30.1', 53)); s.send(bytes.fromhex('123401000001000000000000016104746573740000010001')); s.recv(99)"; }
heal() { end; start dnsmasq -k -p 53 --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= --address=/a.test/1.2.3.4; sleep 0.5; }
