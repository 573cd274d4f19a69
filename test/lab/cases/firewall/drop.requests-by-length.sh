# A rule about long packets lets connections be made, and drops what is asked on them.
# ask: http://10.20.30.1:8000/ --from lan
# fix: yes
# twin: process/hung, route/mtu-blackhole
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -m length --length 90:1500 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
