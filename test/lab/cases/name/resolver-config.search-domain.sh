# The name is misspelt, and a search domain answers for everything: it leads to an address where nobody is.
# ask: http://shop.tset:8000/
# twin: remote/host-down, name/not-found
setup() {
  web 8000
  names --local=/tset/ --address=/corp.test/10.20.30.99
  echo 'search corp.test' >>/etc/resolv.conf
}
client() { fetch http://shop.tset:8000/; }
heal() { end; names --local=/corp.test/ --address=/shop.tset/$here; }
