# This machine's own rules drop its questions to the name server: an ordinary user sees that the kernel refuses to send them.
# ask: http://shop.test:8000/
# says: could not be read
# user: nobody
# twin: name/resolver-unreachable, where the server itself is gone
setup() {
  start over_there dnsmasq -k -p 53 -a $there --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= --host-record=shop.test,$there
  start over_there python3 -m http.server 8000
  echo "nameserver $there" >/etc/resolv.conf
  nft 'add table inet own; add chain inet own out { type filter hook output priority 0; }; add rule inet own out udp dport 53 drop'
  listening 8000 there; until_true over_there bash -c "ss -Hlnu 'sport = :53' | grep -q ."
}
client() { fetch http://shop.test:8000/; }
heal() { nft delete table inet own; }
