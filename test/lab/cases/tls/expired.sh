# The certificate ran out yesterday; its authority is trusted.
# ask: https://here.test:8443/
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -20 -1; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; certificate here.test DNS:here.test -1 20; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
