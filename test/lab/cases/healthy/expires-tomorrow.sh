# The certificate runs out tomorrow: a warning, and no fault yet.
# ask: https://here.test:8443/
# expect: tls/expires-soon
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -20 1; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
