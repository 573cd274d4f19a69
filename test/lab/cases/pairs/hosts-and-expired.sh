# The hosts file leads to an empty address, and the certificate has run out.
# ask: https://here.test:8443/
# expect: name/hosts-override
setup() { hosts '10.20.30.99 here.test'; authority ca; certificate here.test DNS:here.test -20 -1; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { hosts "$here here.test"; client && return 1; end; certificate here.test DNS:here.test -1 20; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
