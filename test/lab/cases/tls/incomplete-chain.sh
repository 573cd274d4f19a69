# The root is trusted; the server does not send the certificate between.
# ask: https://here.test:8443/
# twin: tls/untrusted-ca
setup() { hosts "$here here.test"; authority ca; certificate middle DNS:middle -1 20 ca 'basicConstraints=critical,CA:true'; certificate here.test DNS:here.test -1 20 middle; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; cat here.test.pem middle.pem >chain.pem; own tls.py 8443 chain.pem here.test.key; listening 8443; }
