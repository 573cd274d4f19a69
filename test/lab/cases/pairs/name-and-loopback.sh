# The hosts file leads to an old address, and the server is on loopback anyway.
# ask: http://shop.test:8000/
# expect: name/hosts-override
setup() { hosts '10.20.30.99 shop.test'; web 8000 127.0.0.1; }
client() { fetch http://shop.test:8000/; }
heal() { hosts "$here shop.test"; client && return 1; end; web 8000; }
