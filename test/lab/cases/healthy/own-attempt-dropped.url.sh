# A rule drops this machine's own requests wherever they go; what the page is like for others cannot be tried from here.
# ask: http://10.20.30.1:8000/ --from lan
# verdict: inconclusive
# expect: firewall/drop
# says: -A OUTPUT -o lo
setup() { web 8000; iptables-nft -A OUTPUT -o lo -p tcp --dport 8000 -j DROP; }
client() { fetch_there http://$here:8000/; }
