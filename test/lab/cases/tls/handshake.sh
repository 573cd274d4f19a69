# No cipher in common: the server takes only one that nobody uses.
# ask: https://here.test:8443/
# twin: tls/protocol-version, tls/https-to-http-port
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; trust; start openssl s_server -quiet -www -accept 8443 -cert here.test.pem -key here.test.key -tls1_2 -cipher 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0'; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
