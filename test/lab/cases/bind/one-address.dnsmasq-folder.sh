# dnsmasq has every address, and a file of its conf-dir says that it answers on lo alone.
# ask: 10.20.30.1:53/udp --from lan
# fix: yes
# says: interface=lo
setup() {
  mkdir conf.d
  printf 'port=53\nno-resolv\nno-hosts\nuser=root\npid-file=\naddress=/a.test/1.2.3.4\nconf-dir=%s/conf.d,*.conf\n' "$PWD" >dns.conf
  echo 'interface=lo' >conf.d/10-local.conf
  echo 'interface=eth0' >conf.d/20-lan.conf.bak
  start dnsmasq -k -C "$PWD/dns.conf"
  until_true bash -c "ss -Hlnu 'sport = :53' | grep -q ."
}
client() { over_there timeout 4 python3 -c "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(('10.20.30.1', 53)); s.send(bytes.fromhex('123401000001000000000000016104746573740000010001')); s.recv(99)"; }
heal() { end; rm conf.d/10-local.conf; start dnsmasq -k -C "$PWD/dns.conf"; sleep 0.5; }
