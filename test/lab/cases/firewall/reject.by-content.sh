# A rule answers requests for pages with a reset, once the connection is made: it looks as if the server hung up.
# ask: 8000
# never: http/empty-reply | tcp/reset
# fix: yes
# twin: http/empty-reply
setup() { web 8000; iptables-nft -A INPUT -p tcp --dport 8000 -m string --algo bm --string 'GET /' -j REJECT --reject-with tcp-reset; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
