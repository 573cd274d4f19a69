# A certificate that nobody knows, and a path that is not there.
# ask: https://here.test:8443/shop
# expect: tls/self-signed
# also: http/not-found
setup() { hosts "$here here.test"; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -out own.pem -days 30 -subj /CN=here.test -addext subjectAltName=DNS:here.test; own tls.py 8443 own.pem own.key; listening 8443; }
client() { fetch https://here.test:8443/shop; }
heal() { cp own.pem ca.pem; trust; client && return 1; echo shop >shop; }
