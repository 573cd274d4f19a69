# The name's IPv6 address is out of reach from here; the IPv4 one is this machine's, and a rule drops the port. Clients try both.
# ask: http://dual.test:8000/
# expect: firewall/drop
# also: route/no-route
# fix: all
setup() { hosts "2001:db8::5 dual.test"; echo "$here dual.test" >>/etc/hosts; web 8000; iptables -A INPUT -p tcp --dport 8000 -j DROP; }
client() { fetch http://dual.test:8000/; }
heal() { iptables -F INPUT; }
