# Asked for by address; the certificate has names only.
# ask: https://10.20.30.1:8443/
setup() { authority ca; certificate here.test DNS:here.test -1 20; trust; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
client() { fetch https://$here:8443/; }
heal() { end; certificate here.test DNS:here.test,IP:$here -1 20; own tls.py 8443 here.test.pem here.test.key; listening 8443; }
