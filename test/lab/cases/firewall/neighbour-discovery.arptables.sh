# A rule of arptables drops this client's ARP, so it cannot find this machine.
# ask: 8000 --from lan
setup() { web 8000; arptables -A INPUT -s $there -j DROP; forget; }
forget() { over_there ip neigh flush dev eth0; }
client() { forget; fetch_there http://$here:8000/; }
heal() { arptables -F INPUT; }
