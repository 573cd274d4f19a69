# Clients of a link-local address have such addresses too, and a rule drops what they send.
# ask: [fe80::51%eth0]:8000 --from lan
setup() {
  ip -6 addr add fe80::51/64 dev eth0 nodad
  web 8000 ::
  ip -n there -6 addr add fe80::52/64 dev eth0 nodad
  ip6tables-nft -A INPUT -s fe80::/10 -p tcp -j DROP
}
client() { fetch_there --interface fe80::52%eth0 'http://[fe80::51%25eth0]:8000/'; }
heal() { ip6tables-nft -F; }
