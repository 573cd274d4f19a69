# An old line in /etc/hosts sends the name to an address where nobody is any more.
# ask: http://shop.test:8000/
# says: /etc/hosts
setup() { web 8000; hosts '10.20.30.99 shop.test shop'; }
client() { fetch http://shop.test:8000/; }
heal() { hosts "$here shop.test shop"; }
