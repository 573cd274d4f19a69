# HAProxy passes TLS on by the name in the handshake, and has no backend for one without: it hangs up, without an alert.
# ask: https://10.20.30.1:8443/
setup() {
  hosts "$here shop.test"; authority ca; certificate shop.test DNS:shop.test,IP:$here -1 20; trust; own tls.py 9443 shop.test.pem shop.test.key
  printf '%s\n' defaults ' mode tcp' ' timeout connect 2s' ' timeout client 20s' ' timeout server 20s' 'frontend in' ' bind :8443' ' tcp-request inspect-delay 2s' ' tcp-request content accept if { req.ssl_hello_type 1 }' ' use_backend shop if { req.ssl_sni -i shop.test }' 'backend shop' ' server a 127.0.0.1:9443' >h.cfg
  start haproxy -db -f h.cfg; listening 8443; name=$here
}
client() { fetch https://$name:8443/; }
heal() { name=shop.test; }
