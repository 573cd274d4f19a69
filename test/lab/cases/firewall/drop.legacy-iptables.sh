# The rule is in the old tables, which nft does not show.
# ask: 8000 --from lan
setup() { web 8000; iptables-legacy -A INPUT -i lo -j ACCEPT && iptables-legacy -A INPUT -p tcp --dport 8000 -j DROP; }
client() { fetch_there http://$here:8000/; }
heal() { iptables-legacy -F INPUT; }
