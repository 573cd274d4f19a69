# The IPv6 address is on a network that this machine has no way to.
# ask: http://shop.test:8000/
# expect: name/aaaa-unreachable
setup() { web 8000; names --host-record=shop.test,$here,2001:db8:99::1; }
client() { for a in $(getent ahosts shop.test | awk '/STREAM/ { print $1 }'); do connects "$a" 8000 || return 1; done; }
heal() { end; names --host-record=shop.test,$here; }
