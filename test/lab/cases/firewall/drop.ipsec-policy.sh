# An IPsec policy blocks what comes in from the network; no rule of the firewall does.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; ip xfrm policy add src 10.20.30.0/24 dst $here/32 proto tcp dport 8000 dir in action block; }
client() { fetch_there http://$here:8000/; }
heal() { ip xfrm policy flush; }
