# The certificate is one for clients.
# ask: https://shop.test:8443/
# says: not one for servers
# never: tls/client-certificate
setup() { authority ca; certificate shop.test DNS:shop.test -1 20 ca extendedKeyUsage=clientAuth; trust; hosts "$here shop.test"; own tls.py 8443 shop.test.pem shop.test.key; listening 8443; }
client() { fetch https://shop.test:8443/; }
heal() { end; certificate shop.test DNS:shop.test -1 20; own tls.py 8443 shop.test.pem shop.test.key; listening 8443; }
