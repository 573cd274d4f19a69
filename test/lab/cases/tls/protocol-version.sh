# The server knows TLS 1.1 and nothing newer.
# ask: https://here.test:8443/
# twin: tls/handshake
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; trust; start openssl s_server -quiet -www -accept 8443 -cert here.test.pem -key here.test.key -tls1_1 -cipher 'ALL:@SECLEVEL=0'; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
