# Signed by an authority that is not in the store.
# ask: https://here.test:8443/
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; cat here.test.pem ca.pem >chain.pem; own tls.py 8443 chain.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { trust; }
