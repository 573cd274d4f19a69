# A name server on every address, asked at the second one: it sets the source of its answers itself.
# ask: 10.20.30.8:53/udp --from lan
setup() {
  ip addr add 10.20.30.8/24 dev eth0
  start dnsmasq -k -p 53 --no-resolv --no-hosts --user=root --pid-file= --address=/a.test/1.2.3.4
  until_true bash -c "ss -Hlnu 'sport = :53' | grep -q ."
}
client() { over_there timeout 4 python3 -c "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(('10.20.30.8', 53)); s.send(bytes.fromhex('123401000001000000000000016104746573740000010001')); s.recv(99)"; }
