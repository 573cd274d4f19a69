# The name server still gives the address that this machine had before. Here the port is open.
# ask: shop.test:8000
# twin: name/hosts-override, remote/host-down
setup() { web 8000; names --host-record=shop.test,10.20.30.99; }
client() { fetch http://shop.test:8000/; }
heal() { end; names --host-record=shop.test,$here; }
