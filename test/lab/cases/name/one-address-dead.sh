# Two addresses for one name, and no machine has the second.
# ask: http://shop.test:8000/
setup() { web 8000; names --host-record=shop.test,$here --host-record=shop.test,10.20.30.77; }
client() { for a in $(getent ahostsv4 shop.test | awk '/STREAM/ { print $1 }'); do connects "$a" 8000 || return 1; done; }
heal() { end; names --host-record=shop.test,$here; }
