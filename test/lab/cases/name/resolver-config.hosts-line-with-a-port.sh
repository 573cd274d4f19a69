# Somebody wrote the port into the hosts file, so the line is passed over.
# ask: http://shop.test:8000/
# twin: name/not-found
# fix: yes
setup() { hosts "$here:8000 shop.test"; names --local=/test/; web 8000; }
client() { fetch http://shop.test:8000/; }
heal() { hosts "$here shop.test"; }
