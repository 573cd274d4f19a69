# The client has used up what a rule grants each address; the kernel keeps the account in /proc/net/ipt_hashlimit.
# ask: 8000 --from 10.20.30.2
# fix: yes
# verdict: unreachable
# says: /proc/net/ipt_hashlimit/web
setup() {
  web 8000
  iptables-nft -A INPUT -i lo -j ACCEPT
  iptables-nft -A INPUT -p tcp --syn --dport 8000 -m hashlimit --hashlimit-above 1/hour --hashlimit-burst 2 --hashlimit-mode srcip --hashlimit-name web -j DROP
  fetch_there http://$here:8000/ && fetch_there http://$here:8000/
}
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
