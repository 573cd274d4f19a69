# Two name servers; the first says that the name does not exist, so the second, which knows it, is not asked.
# ask: http://shop.test:8000/
# twin: name/not-found
# fix: yes
setup() {
  names --local=/test/
  start dnsmasq -k -p 53 -a 127.0.0.54 --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= --address=/shop.test/$here
  echo 'nameserver 127.0.0.54' >>/etc/resolv.conf
  web 8000
  sleep 0.4
}
client() { fetch http://shop.test:8000/; }
heal() { echo 'nameserver 127.0.0.54' >/etc/resolv.conf; }
