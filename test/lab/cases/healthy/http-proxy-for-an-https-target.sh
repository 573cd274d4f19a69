# http_proxy says nothing about https.
# ask: https://here.test:8443/
# never: client/env-proxy
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; export http_proxy=http://127.0.0.1:3128; }
client() { fetch https://here.test:8443/; }
