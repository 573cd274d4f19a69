# The rule that lets the port in comes after the one that drops everything.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; iptables-nft -A INPUT -i lo -j ACCEPT; iptables-nft -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; iptables-nft -A INPUT -j DROP; iptables-nft -A INPUT -p tcp --dport 8000 -j ACCEPT; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -I INPUT -p tcp --dport 8000 -j ACCEPT; }
