# The hosts file has an IPv6 address that no machine has, beside an IPv4 one that works.
# ask: http://shop.test:8000/
# never: name/hosts-override
# fix: yes
setup() { web 8000; hosts "fd20::99 shop.test
$here shop.test"; }
client() { for a in $(getent ahosts shop.test | awk '/STREAM/ { print $1 }'); do connects "$a" 8000 || return 1; done; }
heal() { hosts "$here shop.test"; }
