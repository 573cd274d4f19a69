# Whoever touched another port is kept out for an hour by -m recent; the client did so a moment ago.
# ask: 8000 --from 10.20.30.2
# fix: yes
# says: recent
# twin: firewall/rate-limited
setup() {
  web 8000
  iptables-nft -A INPUT -m recent --name ban --rcheck --seconds 3600 -j DROP
  iptables-nft -A INPUT -p tcp --dport 23 -m recent --name ban --set -j DROP
  over_there timeout 1 bash -c "echo >/dev/tcp/$here/23" || true
}
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
