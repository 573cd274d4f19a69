# Two lines of the hosts file for one name, and no machine has the first address.
# ask: http://shop.test:8000/
# never: name/hosts-override
# fix: yes
setup() { web 8000; hosts "10.20.30.99 shop.test
$here shop.test"; }
client() { for a in $(getent ahostsv4 shop.test | awk '/STREAM/ { print $1 }'); do connects "$a" 8000 || return 1; done; }
heal() { hosts "$here shop.test"; }
