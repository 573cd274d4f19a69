# A rule that only root can read drops the packets that hold a request.
# ask: http://10.20.30.1:8000/ --from self
# user: nobody
# never: process/hung, http/no-response
# twin: process/hung
setup() { web 8000; iptables-nft -A INPUT -p tcp --dport 8000 -m string --algo bm --string 'GET /' -j DROP; }
client() { fetch http://$here:8000/; }
heal() { iptables-nft -F; }
