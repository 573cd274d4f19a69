# A rule lets connections be made, and drops the packets that hold a request.
# ask: http://10.20.30.1:8000/
# never: process/hung | http/no-response
# fix: yes
# twin: process/hung
setup() { web 8000; iptables-nft -A INPUT -p tcp --dport 8000 -m string --algo bm --string 'GET /' -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
