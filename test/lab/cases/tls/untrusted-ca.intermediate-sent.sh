# The whole chain is sent, and its root is not known here.
# ask: https://here.test:8443/
# twin: tls/incomplete-chain
setup() { hosts "$here here.test"; authority ca; certificate middle DNS:middle -1 20 ca 'basicConstraints=critical,CA:true'; certificate here.test DNS:here.test -1 20 middle; cat here.test.pem middle.pem >chain.pem; own tls.py 8443 chain.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { trust; }
