# A rule lets connections be made and drops what is asked on them, and an ordinary user cannot read it: an idle connection from the LAN is no proof that they are answered.
# ask: http://10.20.30.1:8000/ --from lan
# user: nobody
# expect: nothing
# verdict: inconclusive
setup() { web 8000; iptables-nft -A INPUT ! -i lo -p tcp --dport 8000 -m length --length 90:1500 -j DROP; start over_there python3 "$lab/servers/clients.py" $here 8000 1; sleep 0.5; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
