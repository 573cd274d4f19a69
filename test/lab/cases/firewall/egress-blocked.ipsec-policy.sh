# An IPsec policy that a VPN program has left behind blocks whatever is not encrypted: connect() ends with EPERM.
# ask: 10.20.30.2:9000
# twin: remote/filtered
setup() { over_there python3 -m http.server 9000 & listening 9000 there; ip xfrm policy add dir out dst $there/32 action block; }
client() { fetch http://$there:9000/; }
heal() { ip xfrm policy flush; }
