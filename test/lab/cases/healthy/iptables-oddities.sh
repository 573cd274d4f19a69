# iprange, mac, time, string and return, none of which hits this client.
# ask: 8000 --from 10.20.30.2
# never: firewall/drop | firewall/reject
setup() {
  web 8000
  iptables-nft -N odd; iptables-nft -A odd -p tcp --dport 22 -j RETURN; iptables-nft -A odd -m iprange --src-range 10.20.30.100-10.20.30.200 -j DROP
  iptables-nft -A odd -m mac --mac-source 02:00:00:00:00:01 -j DROP; iptables-nft -A odd -s 10.20.30.0/24 -p tcp -m tcp --dport 8000 -j RETURN; iptables-nft -A odd -j DROP
  iptables-nft -A INPUT -i lo -j ACCEPT; iptables-nft -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; iptables-nft -A INPUT -j odd; iptables-nft -A INPUT -p tcp --dport 8000 -j ACCEPT; iptables-nft -P INPUT DROP
}
client() { fetch_there http://$here:8000/; }
