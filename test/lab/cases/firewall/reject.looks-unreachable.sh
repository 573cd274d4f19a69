# Rejected with "host prohibited", as firewalld and the stock rules of some distributions do: the client reads "No route to host".
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; iptables-nft -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; iptables-nft -A INPUT -i lo -j ACCEPT; iptables-nft -A INPUT -p tcp --dport 22 -j ACCEPT; iptables-nft -A INPUT -j REJECT --reject-with icmp-host-prohibited; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -I INPUT -p tcp --dport 8000 -j ACCEPT; }
