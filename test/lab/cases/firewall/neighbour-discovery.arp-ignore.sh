# The address is on lo, as behind a load balancer, and arp_ignore keeps the kernel from answering for it.
# ask: 10.20.30.50:8000 --from lan
# fix: yes
setup() { web 8000; ip addr add 10.20.30.50/32 dev lo; sysctl -qw net.ipv4.conf.all.arp_ignore=1; }
client() { fetch_there http://10.20.30.50:8000/; }
heal() { sysctl -qw net.ipv4.conf.all.arp_ignore=0; }
