# The certificate is too long for the path, so the TLS handshake hangs.
# ask: https://10.50.0.2:8443/
# twin: tls/handshake
setup() {
  far_network; ip -n far link set eth0 gso_max_segs 1; ip route add default via $there
  openssl req -x509 -newkey rsa:4096 -nodes -keyout key.pem -out long.pem -days 9 -subj /CN=far -addext subjectAltName=IP:10.50.0.2
  start from_far openssl s_server -accept 8443 -key key.pem -cert long.pem -www; listening 8443 far
  over_there nft 'table inet narrow { chain f { type filter hook forward priority 0; policy accept; ip length > 1000 drop; }; }'
}
client() { fetch -k https://10.50.0.2:8443/; }
heal() { over_there nft flush ruleset; }
