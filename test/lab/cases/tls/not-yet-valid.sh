# The certificate begins next week.
# ask: https://here.test:8443/
# twin: tls/expired
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test 7 20; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; certificate here.test DNS:here.test -1 20; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
