# The name means 127.0.0.1 here, and the server listens on the LAN address only.
# ask: http://shop.test:8000/
# expect: name/hosts-override | bind/one-address
setup() { hosts '127.0.0.1 shop.test'; web 8000 $here; }
client() { fetch http://shop.test:8000/; }
heal() { hosts "$here shop.test"; }
