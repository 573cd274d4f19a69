# The certificate is for another name, and it has run out.
# ask: https://here.test:8443/
# expect: tls/expired | tls/name-mismatch
# also: tls/expired | tls/name-mismatch
setup() { hosts "$here here.test"; authority ca; certificate other.test DNS:other.test -20 -1; trust; own tls.py 8443 other.test.pem other.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; certificate other.test DNS:other.test -1 20; own tls.py 8443 other.test.pem other.test.key; listening 8443; client && return 1; end; certificate here.test DNS:here.test -1 20; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
