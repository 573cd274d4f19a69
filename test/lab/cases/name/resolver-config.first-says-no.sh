# The first name server says that there is no such name; the second one, which knows it, is not asked.
# ask: http://shop.corp.test:8000/
setup() {
  web 8000
  start dnsmasq -k -p 53 -a 127.0.0.54 --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= --host-record=shop.corp.test,$here
  names --local=/test/; printf 'nameserver 127.0.0.53\nnameserver 127.0.0.54\n' >/etc/resolv.conf
}
client() { fetch http://shop.corp.test:8000/; }
heal() { echo 'nameserver 127.0.0.54' >/etc/resolv.conf; }
