# A port was asked about: what its certificate is worth is another question.
# ask: 8443
setup() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -out own.pem -days 30 -subj /CN=here; own tls.py 8443 own.pem own.key; listening 8443; }
client() { over_there curl -kfsS -o /dev/null https://$here:8443/; }
