# The name server is this machine itself, and its port 53 is closed.
# ask: http://shop.test:8000/
setup() { web 8000; echo 'nameserver 127.0.0.53' >/etc/resolv.conf; }
client() { fetch http://shop.test:8000/; }
heal() { names --host-record=shop.test,$here; }
