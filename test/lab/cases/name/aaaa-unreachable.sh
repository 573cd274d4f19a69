# The name has an IPv6 address of this machine, and the server listens on IPv4 only: clients that take the first address fail.
# ask: http://shop.test:8000/
# expect: name/aaaa-unreachable
setup() { ip -6 addr add 2001:db8:20::1/64 dev eth0 nodad; web 8000 0.0.0.0; names --host-record=shop.test,$here,2001:db8:20::1; }
client() { for a in $(getent ahosts shop.test | awk '/STREAM/ { print $1 }'); do connects "$a" 8000 || return 1; done; }
heal() { end $(pgrep -x dnsmasq); names --host-record=shop.test,$here; }
