# The line is there, with a port where only an address may stand.
# ask: http://shop.test:8000/
# says: /etc/hosts
setup() { web 8000; hosts "$here:8000 shop.test"; names --local=/test/; }
client() { fetch http://shop.test:8000/; }
heal() { hosts "$here shop.test"; }
