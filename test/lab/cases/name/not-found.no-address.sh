# The name exists, with a text record and no address.
# ask: shop.test:8000
setup() { web 8000; names --local=/test/ --txt-record=shop.test,hello; }
client() { fetch http://shop.test:8000/; }
heal() { end; names --host-record=shop.test,$here; }
