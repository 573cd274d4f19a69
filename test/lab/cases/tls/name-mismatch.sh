# The certificate is for www, and the name without www is asked for.
# ask: https://here.test:8443/
# says: www.here.test
setup() { hosts "$here here.test"; authority ca; certificate www.here.test DNS:www.here.test -1 20; trust; own tls.py 8443 www.here.test.pem www.here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; certificate here.test DNS:here.test,DNS:www.here.test -1 20; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
