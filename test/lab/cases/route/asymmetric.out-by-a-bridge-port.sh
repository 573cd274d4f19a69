# The network card was put into a bridge, for virtual machines, and the address stayed on the card: from then on it hears nobody, its name server neither.
# ask: http://shop.test:8000/
# twin: name/resolver-unreachable, remote/host-down, route/gateway-unreachable
# fix: yes
setup() {
  start over_there python3 -m http.server 8000; listening 8000 there
  start over_there dnsmasq -k -p 53 -a $there --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= --address=/shop.test/$there
  echo "nameserver $there" >/etc/resolv.conf
  ip link add br0 type bridge; ip link set br0 up; ip link set eth0 master br0
  sleep 1
}
client() { fetch http://shop.test:8000/; }
heal() { ip link set eth0 nomaster; }
