# iptables-nft lets the port in, and rules of iptables-legacy that somebody forgot reject it.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  iptables-nft -A INPUT -p tcp --dport 8000 -j ACCEPT
  iptables-legacy -A INPUT -i lo -j ACCEPT
  iptables-legacy -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
  iptables-legacy -A INPUT -p tcp -m multiport --dports 8000:8100 -j REJECT --reject-with tcp-reset
}
client() { fetch_there http://$here:8000/; }
heal() { iptables-legacy -F; }
