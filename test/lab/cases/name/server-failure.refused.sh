# The name server does not serve us: REFUSED.
# ask: shop.test:8000
setup() { web 8000; names; }
client() { fetch http://shop.test:8000/; }
heal() { end; names --host-record=shop.test,$here; }
