# The router is gone, and the name server is behind it: no name is found any more.
# ask: http://shop.test:8000/
# twin: name/resolver-unreachable
setup() {
  far_network
  start from_far python3 -m http.server 8000; listening 8000 far
  start from_far dnsmasq -k -p 53 -a 10.50.0.2 --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= --address=/shop.test/10.50.0.2
  echo 'nameserver 10.50.0.2' >/etc/resolv.conf
  ip route add default via 10.20.30.254
}
client() { fetch http://shop.test:8000/; }
heal() { ip route replace default via $there; }
