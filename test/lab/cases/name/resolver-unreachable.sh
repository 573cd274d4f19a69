# The only name server is an address where no machine is.
# ask: http://shop.test:8000/
# twin: name/not-found
setup() { web 8000; echo 'nameserver 10.20.30.53' >/etc/resolv.conf; }
client() { fetch http://shop.test:8000/; }
heal() { names --host-record=shop.test,$here; }
