# The line leads to the other machine, which is up and has nothing on that port.
# ask: http://shop.test:8000/
# says: /etc/hosts
setup() { web 8000; hosts "$there SHOP.test # moved in March"; names --host-record=shop.test,$here; }
client() { fetch http://shop.test:8000/; }
heal() { hosts "# $there shop.test"; }
