# dnsmasq has an address on a line each: neither may stay beside a wildcard, or it does not start again.
# ask: 10.20.30.1:53/udp --from lan
# fix: yes
setup() {
  second_cable
  printf 'port=53\nbind-interfaces\nlisten-address=127.0.0.1\nlisten-address=10.67.0.1\nlisten-address=::1\nno-resolv\nno-hosts\nuser=root\npid-file=\naddress=/a.test/1.2.3.4\n' >dns.conf
  start dnsmasq -k -C "$PWD/dns.conf"
  until_true bash -c "ss -Hlnu 'sport = :53' | grep -q ."
}
client() { over_there timeout 4 python3 -c "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(('10.20.30.1', 53)); s.send(bytes.fromhex('123401000001000000000000016104746573740000010001')); s.recv(99)"; }
heal() { end; sed -i '/127.0.0.1/d; s/10.67.0.1/0.0.0.0/' dns.conf; start dnsmasq -k -C "$PWD/dns.conf"; sleep 0.5; }
