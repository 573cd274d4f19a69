# The name server says that there is no such name.
# ask: http://shop.test:8000/
setup() { web 8000; names --local=/test/; }
client() { fetch http://shop.test:8000/; }
heal() { end; names --host-record=shop.test,$here; }
